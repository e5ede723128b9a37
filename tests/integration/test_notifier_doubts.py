"""Nobody knows whether it left: it leaves once more under the same id, and no third time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from integration.notifier_rig import FIRST_PAUSE, LEASE, Notifying, notifying
from integration.notifier_said import delivered
from integration.notifier_servers import DROP
from kit.databases import Databases
from kit.waiting import eventually
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


def test_a_connection_lost_after_the_text_costs_one_extra(notifier: Notifying) -> None:
    """It may have been taken: it goes out once more under the same Message-ID."""
    notifier.post.answers.append(DROP)
    notifier.read(status("delivered"))
    notifier.send()
    assert notifier.rows("state, attempts, doubtful") == [("due", 1, True)]

    notifier.send(FIRST_PAUSE)
    notifier.send(timedelta(hours=1))

    assert notifier.rows(OUTCOME) == [("sent", None, 2, True)]
    assert len(notifier.post.ids) == 2
    assert len(set(notifier.post.ids)) == 1


def test_a_second_doubt_ends_it(notifier: Notifying) -> None:
    """Never a third copy: what happened is not known, and that is what is said."""
    notifier.post.answers.extend([DROP, DROP])
    notifier.read(status("delivered"))

    notifier.send()
    notifier.send(FIRST_PAUSE)
    notifier.send(timedelta(hours=1))

    assert notifier.rows(OUTCOME) == [("failed", "unknown_outcome", 2, True)]
    assert len(notifier.post.ids) == 2
    assert [name.rpartition(":")[2] for name, _ in notifier.events()] == ["failed"]


def test_who_takes_too_long_is_fenced_off(notifier: Notifying) -> None:
    """A sender that wakes after its lease changes nothing: the row is another's by then."""
    notifier.read(status("delivered"))
    notifier.post.hold = True
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(notifier.sender("notifier-slow").step)
        eventually(lambda: len(notifier.post.mails) == 1)
        notifier.post.hold = False
        notifier.send(LEASE - timedelta(seconds=1))
        assert len(notifier.post.mails) == 1
        notifier.send(timedelta(seconds=2))
        notifier.post.released.set()
        slow.result(timeout=15)

    assert notifier.rows(OUTCOME) == [("sent", None, 2, True)]
    assert len(set(notifier.post.ids)) == 1
    assert len(notifier.post.ids) == 2
    assert len(notifier.events()) == 1


def test_a_process_that_starts_again_need_not_wait_for_its_lease(notifier: Notifying) -> None:
    """What an earlier process of this name left is in doubt at once; another's is not touched."""
    notifier.read(delivered(1), delivered(2))
    for holder in ("notifier-0", "notifier-1"):
        with transaction(notifier.pool) as connection:
            row = ledger.next_row(connection, NOW)
            assert row is not None
            ledger.take_up(connection, row, NOW + LEASE, holder, NOW)

    notifier.sender("notifier-0").step()

    assert notifier.rows("state, doubtful") == [("sent", True), ("sending", False)]
