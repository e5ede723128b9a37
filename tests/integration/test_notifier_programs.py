"""The programs on real topics: a status to a mail and an event, killed at the worst moment."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from integration.notifier_programs import Programs, programs
from integration.notifier_said import confirmed, told
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from msgspec.structs import replace
from notifier_given import ANNA, status, when
from notifier_rows import contact
from waymark_events.codec import encode
from waymark_events.messages.notifications import NotificationFailed, NotificationSent
from waymark_events.messages.statuses import ShipmentStatusChanged

pytestmark = pytest.mark.integration


@pytest.fixture
def notifier(broker: Broker, database: Databases, tmp_path: Path) -> Iterator[Programs]:
    with programs(broker, database, tmp_path) as made:
        yield made


def just(milestone: str, **more: Any) -> ShipmentStatusChanged:
    """A status of a minute ago by the clock on the wall, for a person who is reached by day."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    return status(milestone, since=when(now), known_at=now, **more)


def anna(**more: Any) -> Any:
    """Anna where it is noon now, so that her telephone may ring."""
    hours = 12 - datetime.now(UTC).hour
    return contact(zone=f"{'+' if hours >= 0 else '-'}{abs(hours):02}:00", **more)


def test_a_status_becomes_messages_and_events(notifier: Programs) -> None:
    """From the topics to mailbox and telephone and back to the topic; bad records are parked."""
    notifier.start()
    wrong = encode(told(just("lost")))
    notifier.broker.send("shipment.status.v1", ANNA.encode(), wrong.value, wrong.headers)
    notifier.broker.send("contact.v1", b"no id at all", None, ())
    notifier.tell(just("delivered"), anna(), confirmed(at=datetime.now(UTC)))

    eventually(lambda: len(notifier.heard()) == 3)

    ids = {row[0] for row in notifier.rows("id")}
    sent = notifier.heard()
    assert {one.id for one in sent} == {f"{name}:sent" for name in ids}
    assert {type(one.body) for one in sent} == {NotificationSent}
    assert sorted(notifier.post.ids) == sorted(
        f"<{name}@track.example>" for (name, channel) in notifier.rows("id, channel")
        if channel == "email"
    )  # fmt: skip
    assert len(notifier.texts.keys) == 1
    assert notifier.texts.authorizations == ["Bearer secret-token"]
    assert notifier.parked() == ["wrong_key"]
    assert "anna@example.org" not in notifier.log.read_text()
    assert notifier.end() == 0


def test_a_deleted_contact_ends_what_waits(notifier: Programs) -> None:
    """The null on the topic is read as what it is, and the end is said."""
    notifier.start()
    notifier.tell(just("delivered"), confirmed(at=datetime.now(UTC) - timedelta(days=9)))
    eventually(lambda: {row[0] for row in notifier.rows("state")} >= {"waiting"})

    notifier.broker.send("contact.v1", ANNA.encode(), None, ())

    eventually(lambda: ("suppressed", "erased") in notifier.rows("state, detail"))
    assert notifier.post.mails == []


@pytest.mark.parametrize("kills", [1, 2])
def test_a_worker_killed_while_a_mail_leaves_costs_one_extra(
    notifier: Programs, kills: int
) -> None:
    """Between send and record, SIGKILL: once more with the same Message-ID, and never a third."""
    notifier.tell(contact(phone=None), confirmed(at=datetime.now(UTC) - timedelta(days=9)))
    notifier.tell(replace(just("delivered"), status=just("delivered").status))
    notifier.post.hold = True
    for count in range(1, kills + 1):
        notifier.start()
        eventually(lambda count=count: len(notifier.post.mails) == count)  # type: ignore[misc]
        assert ("sending", count) in notifier.rows("state, attempts")
        notifier.kill()
    notifier.post.hold = False

    notifier.start()

    end, kind = ("sent", NotificationSent) if kills == 1 else ("failed", NotificationFailed)
    said = eventually(lambda: [one for one in notifier.heard() if isinstance(one.body, kind)])
    mail = [row for row in notifier.rows("id, trigger, channel, state") if row[2] == "email"]
    ledger_id = next(row[0] for row in mail if row[1] == "delivered")
    assert (ledger_id, "delivered", "email", end) in mail
    assert [one.id for one in said] == [f"{ledger_id}:{end}"]
    assert notifier.post.ids == [f"<{ledger_id}@track.example>"] * 2


def test_both_programs_are_ready_and_end(notifier: Programs) -> None:
    """The web program answers health, and both end when they are told to."""
    notifier.start("worker")
    notifier.start("web")

    url = f"http://127.0.0.1:{notifier.ports['web']}"
    assert httpx.get(f"{url}/live", trust_env=False).status_code == 200
    assert notifier.end("worker") == 0
    assert notifier.end("web") in {0, -15}  # uvicorn ends by the signal it was told by
