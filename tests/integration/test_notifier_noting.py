"""A wrong setting shows: real servers that are away, refuse or hang up, in counters and log."""

import logging
from collections.abc import Iterator

import pytest
from integration.notifier_rig import FIRST_PAUSE, Notifying, notifying
from integration.notifier_said import delivered
from integration.notifier_servers import DROP
from kit.databases import Databases
from prometheus_client import REGISTRY

pytestmark = pytest.mark.integration
WORDS = ("sent", "due", "failed", "doubtful")


@pytest.fixture
def notifier(database: Databases) -> Iterator[Notifying]:
    with notifying(database) as rig:
        rig.known()
        yield rig


def counted() -> dict[str, float]:
    """Mails by what became of them."""
    labels = [{"channel": "email", "outcome": word} for word in WORDS]
    found = [REGISTRY.get_sample_value("waymark_notifier_messages_total", one) for one in labels]
    return {word: value or 0.0 for word, value in zip(WORDS, found, strict=True)}


def test_what_becomes_of_mails_is_counted_and_said(
    notifier: Notifying, caplog: pytest.LogCaptureFixture
) -> None:
    """No server for three mails; then one is taken, one refused, one answered by hanging up."""
    caplog.set_level(logging.INFO, logger="notifier")
    before = counted()
    port, notifier.post.port = notifier.post.port, 1
    notifier.read(*map(delivered, range(1, 4)))
    notifier.send()
    notifier.post.port = port
    notifier.post.answers.extend(["250 kept", "554 spam, anna@example.org", DROP])
    notifier.send(FIRST_PAUSE)

    counts = {word: value - before[word] for word, value in counted().items()}
    assert counts == {"sent": 1, "due": 3, "failed": 1, "doubtful": 1}
    said = [one.getMessage() for one in caplog.records if one.name == "notifier.app.noting"]
    causes = [text.partition(";")[0] for text in said]
    assert causes == [
        "a message by email is now due: smtp_ConnectionRefusedError",
        "messages by email go out again",
        "a message by email is now failed: smtp_554",
        "a message by email is now doubtful: smtp_SMTPServerDisconnected",
    ]
    assert "anna" not in caplog.text.lower()
