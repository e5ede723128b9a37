"""SMS over a provider's HTTP interface: one post a message, its key, and what the answers mean."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from integration.notifier_rig import FIRST_PAUSE, Notifying, notifying
from integration.notifier_servers import DROP
from kit.databases import Databases
from msgspec.structs import replace
from notifier_given import status

pytestmark = pytest.mark.integration


@pytest.fixture
def notifier(database: Databases) -> Iterator[Notifying]:
    with notifying(database) as rig:
        rig.shop = replace(rig.shop, sms=True)
        rig.known()
        yield rig


def text(notifier: Notifying) -> tuple[Any, ...]:
    """How the SMS fares."""
    (found,) = notifier.execute(
        "SELECT state, detail, attempts, doubtful FROM ledger WHERE channel = 'sms'"
    )
    return found


def test_an_sms_is_posted_with_the_key_of_its_row(notifier: Notifying) -> None:
    """Number, sender, text, how many segments it takes, and an id that makes repeats one."""
    notifier.read(status("delivered"))
    notifier.send()

    ((ledger_id,),) = notifier.execute("SELECT id FROM ledger WHERE channel = 'sms'")
    (post,) = notifier.texts.posts
    said = post.pop("text")
    assert notifier.texts.keys == [ledger_id]
    assert post == {
        "to": "+49301234567",
        "from": "Waymark",
        "encoding": "gsm7",
        "segments": 1,
        "reference": ledger_id,
    }
    assert said.startswith("Nordlicht: ")
    assert "https://track.example/t/" in said
    assert len(notifier.post.mails) == 1
    assert {event.channel for _, event in notifier.events()} == {"email", "sms"}


def test_what_is_no_sms_is_a_mail_alone(notifier: Notifying) -> None:
    """That a parcel is on its way rings nobody."""
    notifier.read(status("in_transit"))
    notifier.send()

    assert (len(notifier.texts.posts), len(notifier.post.mails)) == (0, 1)


@pytest.mark.parametrize("code", [408, 425, 429, 500, 503])
def test_a_provider_that_is_busy_is_asked_again(notifier: Notifying, code: int) -> None:
    """Too many, or not now: the same post with the same key, later."""
    notifier.texts.answers.append(code)
    notifier.read(status("delivered"))
    notifier.send()
    assert text(notifier) == ("due", f"sms_{code}", 1, False)

    notifier.send(FIRST_PAUSE)

    assert text(notifier) == ("sent", None, 2, False)
    assert len(notifier.texts.keys) == 2
    assert len(set(notifier.texts.keys)) == 1


@pytest.mark.parametrize("code", [301, 400, 401, 422])
def test_a_provider_that_refuses_ends_it(notifier: Notifying, code: int) -> None:
    """No such number, no credit, moved away: failed with the code; no redirect is followed."""
    notifier.texts.answers.append(code)
    notifier.read(status("delivered"))

    notifier.send()
    notifier.send(timedelta(hours=1))

    assert text(notifier) == ("failed", f"sms_{code}", 1, False)
    assert len(notifier.texts.keys) == 1


def test_an_answer_that_never_comes_costs_one_extra(notifier: Notifying) -> None:
    """Posted and hung up on: once more with the same key, then it is not known."""
    notifier.texts.answers.extend([DROP, DROP])
    notifier.read(status("delivered"))

    notifier.send()
    notifier.send(FIRST_PAUSE)
    notifier.send(timedelta(hours=1))

    assert text(notifier) == ("failed", "unknown_outcome", 2, True)
    assert len(notifier.texts.keys) == 2
    assert len(set(notifier.texts.keys)) == 1


def test_a_telephone_does_not_ring_at_night(notifier: Notifying) -> None:
    """The mail goes out at ten in the evening, the SMS at eight."""
    notifier.now += timedelta(hours=12)
    notifier.read(status("delivered", 12))
    notifier.send()
    assert (len(notifier.texts.posts), len(notifier.post.mails)) == (0, 1)

    notifier.send(timedelta(hours=9, minutes=59))
    assert notifier.texts.posts == []
    notifier.send(timedelta(minutes=1))

    assert text(notifier) == ("sent", None, 1, False)


def test_a_retailer_that_stopped_sms_sends_none(notifier: Notifying) -> None:
    """What was planned before ends when it is taken up."""
    notifier.read(status("delivered"))
    notifier.shop = replace(notifier.shop, sms=False)

    notifier.send()

    assert text(notifier) == ("suppressed", "no_sms", 0, False)
