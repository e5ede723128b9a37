"""Rows are taken up once, "sending" is committed before the send, servers are asked again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from integration.notifier_rig import FIRST_PAUSE, Notifying, notifying
from integration.notifier_said import delivered
from kit.databases import Databases
from msgspec.structs import replace
from notifier.domain.triggers import Trigger
from notifier.store import ledger
from notifier_given import NOW, status
from waymark_runtime.postgres import transaction

pytestmark = pytest.mark.integration
OUTCOME = "state, detail, attempts, doubtful"


@pytest.fixture
def notifier(database: Databases) -> Iterator[Notifying]:
    with notifying(database) as rig:
        rig.known()
        yield rig


def many(notifier: Notifying, count: int) -> None:
    """So many parcels of Anna's are delivered."""
    notifier.read(*map(delivered, range(1, count + 1)))


def test_sending_is_committed_before_the_message_leaves(notifier: Notifying) -> None:
    """While the server holds the mail, everybody can read that it may be on its way."""
    seen: list[tuple[Any, ...]] = []
    notifier.post.arrived = lambda _: seen.extend(notifier.rows("state, attempts, holder"))
    notifier.read(status("delivered"))

    notifier.send()

    assert seen == [("sending", 1, "notifier-passing")]
    assert notifier.rows("state, next_try") == [("sent", None)]


def test_two_senders_send_each_row_once(notifier: Notifying) -> None:
    """Two threads of two processes each take up thirty rows: each row once, none forgotten."""
    many(notifier, 30)
    senders = [notifier.sender("notifier-0"), notifier.sender("notifier-1")] * 2

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: one.step(), senders))

    assert len(notifier.post.ids) == len(set(notifier.post.ids)) == 30
    assert set(notifier.rows(OUTCOME)) == {("sent", None, 1, False)}
    assert len(notifier.events()) == 30


def test_a_row_in_other_hands_is_passed_over(notifier: Notifying) -> None:
    """Whoever looks for work does not wait for a row that is being judged; it takes the next."""
    many(notifier, 2)
    with transaction(notifier.pool) as connection:
        held = ledger.next_row(connection, NOW)
        with transaction(notifier.pool) as other:
            taken = ledger.next_row(other, NOW)
            with transaction(notifier.pool) as third:
                assert ledger.next_row(third, NOW) is None

    assert held is not None
    assert taken is not None
    assert held.id != taken.id


def test_a_server_that_is_busy_is_asked_again(notifier: Notifying) -> None:
    """4xx is no: the pause doubles, the id stays, nobody has two."""
    notifier.post.answers.extend(["451 later", "421 closing"])
    notifier.read(status("delivered"))

    notifier.send()
    assert notifier.rows(OUTCOME) == [("due", "smtp_451", 1, False)]
    notifier.send(FIRST_PAUSE - timedelta(seconds=1))
    assert len(notifier.post.mails) == 1
    notifier.send(timedelta(seconds=1))
    notifier.send(2 * FIRST_PAUSE)

    assert notifier.rows(OUTCOME) == [("sent", None, 3, False)]
    assert len(set(notifier.post.ids)) == 1
    assert [name.rpartition(":")[2] for name, _ in notifier.events()] == ["sent"]


def test_a_greylisted_recipient_is_tried_again(notifier: Notifying) -> None:
    """Refused for now at the address: nothing was given away."""
    notifier.post.refusal = "450 greylisted"
    notifier.read(status("delivered"))
    notifier.send()
    notifier.post.refusal = None

    notifier.send(FIRST_PAUSE)

    assert notifier.rows(OUTCOME) == [("sent", None, 2, False)]


@pytest.mark.parametrize("where", ["RCPT", "DATA"])
def test_a_server_that_refuses_ends_it(notifier: Notifying, where: str) -> None:
    """5xx is for ever: failed, with the code and without the address, and said on the topic."""
    if where == "RCPT":
        notifier.post.refusal = "550 no such user anna@example.org"
    else:
        notifier.post.answers.append("554 spam, anna@example.org")
    notifier.read(status("delivered"))

    notifier.send()
    notifier.send(timedelta(hours=1))

    detail = "smtp_550" if where == "RCPT" else "smtp_554"
    assert notifier.rows(OUTCOME) == [("failed", detail, 1, False)]
    ((name, event),) = notifier.events()
    assert name.endswith(":failed")
    assert getattr(event, "detail", None) == detail


def test_a_server_that_is_not_there_is_asked_again(notifier: Notifying) -> None:
    """No connection, nothing given away, no doubt."""
    port, notifier.post.port = notifier.post.port, 1
    notifier.read(status("delivered"))
    notifier.send()
    assert notifier.rows(OUTCOME) == [("due", "smtp_ConnectionRefusedError", 1, False)]
    notifier.post.port = port

    notifier.send(FIRST_PAUSE)

    assert notifier.rows(OUTCOME) == [("sent", None, 2, False)]


def test_a_batch_and_a_sender_never_miss_each_other(notifier: Notifying) -> None:
    """A row is not judged while a batch that changes what it says is not committed yet."""
    notifier.read(status("delivered"))
    about = [[str(name)] for name in notifier.rows("shipment_id, parcel_id")[0]]

    with transaction(notifier.pool) as planning:
        ledger.told(planning, about[0], about[1])
        notifier.send()
        assert notifier.post.mails == []

    notifier.read(status("in_transit", -1, version=2, cause="correction"))
    notifier.send()
    assert notifier.rows()[0] == ("delivered", "suppressed", "no_longer_true")


def test_what_was_told_and_is_withdrawn_is_taken_back_once(notifier: Notifying) -> None:
    """Delivered, withdrawn, delivered after all: three mails, each sent once."""
    for version, said in enumerate(
        [
            status("in_transit", -1),
            status("delivered"),
            status("in_transit", -1, cause="correction"),
            status("in_transit", -1, cause="estimate"),
            status("delivered", 1),
        ],
        start=1,
    ):
        notifier.read(replace(said, version=version))
        notifier.send()

    assert [row[0] for row in notifier.rows()] == [
        Trigger.SHIPPED,
        Trigger.DELIVERED,
        Trigger.CORRECTION,
        Trigger.DELIVERED,
    ]
    assert {row[1] for row in notifier.rows()} == {"sent"}
    assert len(set(notifier.post.ids)) == 4
