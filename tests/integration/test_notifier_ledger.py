"""From records to rows of the ledger to messages, on a real database, mail and SMS server."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from integration.notifier_rig import Notifying, notifying
from integration.notifier_said import confirmed, told
from kit.databases import Databases
from msgspec.structs import replace
from notifier_given import ANNA, BERT, NOW, parcel, status
from notifier_rows import contact

pytestmark = pytest.mark.integration
SENT = ("delivered", "sent", None)
WAITING = ("delivered", "waiting", None)


@pytest.fixture
def notifier(database: Databases) -> Iterator[Notifying]:
    with notifying(database) as rig:
        yield rig


def test_a_status_becomes_a_mail(notifier: Notifying) -> None:
    """Read, planned, sent, recorded, and said on the topic: once, with one id everywhere."""
    notifier.known()

    notifier.read(status("delivered"))
    notifier.send()

    ((ledger_id, *row),) = notifier.rows("id, trigger, state, detail, attempts, doubtful")
    ((ce_id, event),) = notifier.events()
    assert row == ["delivered", "sent", None, 1, False]
    assert notifier.post.ids == [f"<{ledger_id}@track.example>"]
    assert notifier.post.rcpts == ["anna@example.org"]
    assert (ce_id, type(event).__name__) == (f"{ledger_id}:sent", "NotificationSent")
    assert (event.ledger_id, event.trigger, event.occasion) == (ledger_id, "delivered", "1")
    assert (event.recipient_id, event.caused_by) == (ANNA, "fact-delivered-0")


def test_a_batch_may_hold_everything(notifier: Notifying) -> None:
    """Status, order and contact in one batch, in whatever order: nothing has to wait."""
    notifier.read(status("delivered"), confirmed(), contact())
    notifier.send()

    assert notifier.rows() == [("confirmed", "sent", None), SENT]


def test_a_status_waits_for_its_order_and_the_person(notifier: Notifying) -> None:
    """Read before its order, link and contact it waits, and goes out as soon as they came."""
    notifier.read(status("delivered"))
    notifier.send()
    assert notifier.rows() == [WAITING]

    notifier.read(confirmed(at=NOW - timedelta(days=9), links=(), version=1))
    notifier.send()
    notifier.read(confirmed(at=NOW - timedelta(days=9)))
    notifier.send()
    assert notifier.rows()[0] == WAITING

    notifier.read(contact())
    notifier.send()
    assert notifier.rows()[0] == SENT


def test_of_a_quiet_order_nobody_is_told(notifier: Notifying) -> None:
    """Read before the status, nothing is planned; read after it, what waited ends with the rule."""
    quiet: dict[str, Any] = {
        "notify": False,
        "parcels": (parcel(1, notify=False), parcel(2, notify=False)),
    }
    notifier.read(status("in_transit"), contact())
    notifier.read(confirmed(**quiet))
    notifier.read(status("delivered", 2, version=2))
    notifier.send()

    assert notifier.rows() == [("shipped", "suppressed", "not_wanted")]
    assert notifier.post.ids == []


def test_what_nobody_wakes_is_looked_at_again(notifier: Notifying) -> None:
    """Something that came at the same instant woke nothing: the row looks by itself."""
    notifier.read(status("delivered"), contact())
    notifier.send()
    looks_at = notifier.rows("next_try")
    notifier.read(confirmed(at=NOW - timedelta(days=9)))
    notifier.execute("UPDATE ledger SET next_try = %s WHERE state = 'waiting'", looks_at[0])

    notifier.send()
    assert notifier.rows()[0] == WAITING
    notifier.send(timedelta(seconds=60))

    assert notifier.rows()[0] == SENT


def test_what_waits_for_ever_ends_as_stale(notifier: Notifying) -> None:
    """An order that never comes: after seven days the message ends, and says so."""
    notifier.read(status("delivered"))
    notifier.send()
    notifier.send(timedelta(days=7, seconds=1))

    assert notifier.rows() == [("delivered", "suppressed", "stale")]
    assert notifier.rows("next_try") == [(None,)]
    assert [name.rpartition(":")[2] for name, _ in notifier.events()] == ["suppressed"]
    assert notifier.post.mails == []


def test_records_read_again_change_nothing(notifier: Notifying) -> None:
    """The same records at other offsets, as after a restore: no row, mail or event more."""
    said = (contact(), confirmed(), status("in_transit", -1), status("delivered", version=2))
    notifier.read(*said)
    notifier.send()
    before = notifier.rows("*"), notifier.events(), notifier.post.ids

    notifier.read(*said)
    notifier.read(*said[::-1])
    notifier.send()

    assert (notifier.rows("*"), notifier.events(), notifier.post.ids) == before


def test_a_batch_that_dies_before_its_commit_leaves_nothing(notifier: Notifying) -> None:
    """All of it or none of it; the batch read again is as if nothing had been."""
    records = [notifier.arrived(told(one)) for one in (contact(), confirmed(), status("delivered"))]
    notifier.dies = True

    with pytest.raises(ConnectionAbortedError):
        notifier.apply(*records)

    assert notifier.rows() == []
    notifier.dies = False
    notifier.apply(*records)
    notifier.send()
    assert notifier.rows() == [("confirmed", "sent", None), SENT]


def test_an_older_status_changes_nothing(notifier: Notifying) -> None:
    """Generation and version only grow; what is not above is dropped."""
    notifier.known()
    notifier.read(status("delivered", version=5))

    notifier.read(status("in_transit", version=4), status("lost", version=5))

    assert [row[0] for row in notifier.rows()] == ["delivered"]


def test_a_record_under_a_wrong_key_is_parked(notifier: Notifying) -> None:
    """It would be kept apart from what its key deletes or follows; the rest is applied."""
    wrong = notifier.arrived(told(status("delivered")), key=ANNA)
    stranger = notifier.arrived(told(contact()), key=BERT)
    good = notifier.arrived(told(replace(status("delivered"), number="1Z9")))

    notifier.apply(wrong, stranger, notifier.deletion("no id at all"), good)

    assert sorted(notifier.parked()) == ["wrong_key", "wrong_key"]
    assert len(notifier.rows()) == 1
    assert notifier.execute("SELECT 1 FROM contact") == []


def test_a_rebuilt_status_is_recorded_and_said(notifier: Notifying) -> None:
    """It ends when it is planned, in the same transaction as its event."""
    notifier.known()
    notifier.read(status("delivered", cause="rebuild"))
    notifier.send()

    assert notifier.rows() == [("delivered", "suppressed", "rebuild")]
    assert [name.rpartition(":")[2] for name, _ in notifier.events()] == ["suppressed"]
    assert notifier.post.mails == []


def test_the_newest_state_of_an_order_is_kept(notifier: Notifying) -> None:
    """Of several events of an order, read in any order, the highest version stands."""
    notifier.read(confirmed(version=7), confirmed(version=3))
    notifier.read(confirmed(version=5))

    assert notifier.execute("SELECT version FROM known_order") == [(7,)]
