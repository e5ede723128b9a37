"""Batches of the stream on a real PostgreSQL: repeats, disorder, poison and a crash in between."""

from datetime import timedelta

import pytest
from integration.projection_records import (
    NOON,
    arrived,
    booked,
    scanned,
)
from integration.projection_worker import DAY, Projecting, in_order, opened
from kit.databases import Databases
from waymark_events.vocabulary import Kind, Milestone
from waymark_runtime import positions
from waymark_runtime.postgres import transaction

pytestmark = pytest.mark.integration


def test_a_day_of_a_parcel_gives_one_message_a_step(projecting: Projecting) -> None:
    """Each fact that changes the public status is one message; versions count the facts."""
    projecting.take(*in_order(*DAY))

    assert [(one.version, one.status.milestone) for one in projecting.statuses()] == [
        (1, "unknown"),
        (2, "accepted"),
        (3, "in_transit"),
        (4, "out_for_delivery"),
        (5, "delivered"),
    ]


def test_a_batch_has_no_edge(projecting: Projecting, database: Databases) -> None:
    """The messages are the same, byte for byte, whether facts come together or one by one."""
    records = in_order(*DAY)
    projecting.take(*records)

    for pool in opened(database("projection").worker):
        alone = Projecting(pool)
        for record in records:
            alone.take(record)

        assert alone.waiting() == projecting.waiting()


def test_a_replayed_log_changes_nothing(projecting: Projecting) -> None:
    """Read again from offset 0, every record is sliced off by the position."""
    projecting.take(*in_order(*DAY))
    before = projecting.everything()

    projecting.take(*in_order(*DAY))

    assert projecting.everything() == before


def test_a_fact_published_twice_counts_once(projecting: Projecting) -> None:
    """The same id at another offset is the same fact, in the same batch and in a later one."""
    projecting.take(*in_order(booked(), scanned(1), scanned(1)))
    projecting.take(arrived(scanned(1), 3))

    assert projecting.rows("SELECT version FROM shipment") == [(2,)]
    assert [one.version for one in projecting.statuses()] == [1, 2]


def test_a_late_fact_is_folded_at_its_own_time(projecting: Projecting) -> None:
    """What happened before but comes after leaves the milestone where it was."""
    projecting.take(*in_order(booked(), scanned(23, "delivered")))
    projecting.take(arrived(scanned(20, "out_for_delivery"), 2))

    assert projecting.statuses()[-1].status.milestone == Milestone.DELIVERED
    assert projecting.rows("SELECT version, milestone FROM shipment") == [(3, "delivered")]


def test_a_correction_reopens_a_delivered_parcel(projecting: Projecting) -> None:
    """A delivery that the carrier takes back is told as a correction."""
    projecting.take(*in_order(*DAY))
    withdrawn = scanned(24, "in_transit", kind=Kind.CORRECTION)

    projecting.take(arrived(withdrawn, 5))

    last = projecting.statuses()[-1]
    assert (last.cause, last.status.milestone) == ("correction", "out_for_delivery")


def test_more_than_sixty_four_facts_are_still_known(projecting: Projecting) -> None:
    """Beyond the row's own list of facts repeats are refused and late facts folded anew."""
    scans = [scanned(hour) for hour in range(1, 81)]
    projecting.take(*in_order(booked(), *scans))
    projecting.take(arrived(scans[75], 81), arrived(scans[2], 82))
    late = scanned(0.5, "accepted")

    projecting.take(arrived(late, 83))

    assert projecting.rows("SELECT version FROM shipment") == [(82,)]
    assert projecting.rows("SELECT count(*) FROM fact") == [(82,)]
    named = 81
    assert projecting.rows("SELECT count(*) FROM fact_index") == [(82 - 64 + named,)]


def test_a_crash_before_the_commit_leaves_no_trace(projecting: Projecting) -> None:
    """Nothing is seen of a batch that did not commit; given again, it gives the same."""
    projecting.take(*in_order(*DAY)[:2])
    before = projecting.everything()

    projecting.dies = True
    with pytest.raises(ConnectionAbortedError):
        projecting.take(*in_order(*DAY)[2:])
    assert projecting.everything() == before
    projecting.dies = False
    projecting.take(*in_order(*DAY)[2:])

    assert [one.version for one in projecting.statuses()] == [1, 2, 3, 4, 5]


def test_learned_time_never_falls(projecting: Projecting) -> None:
    """A broker's clock that is set back does not reorder what we learned."""
    early = NOON - timedelta(hours=1)
    projecting.take(arrived(booked(), 0), arrived(scanned(1), 1, at=early))
    projecting.take(arrived(scanned(2), 2, at=early))

    known = [known_at for (known_at,) in projecting.rows("SELECT known_at FROM fact")]
    assert known == [NOON, NOON, NOON]


def test_the_position_moves_with_the_batch(projecting: Projecting) -> None:
    """Poison included, the next offset is the one after the last record."""
    bad = arrived(booked(), 0)._replace(value=b"{")

    projecting.take(bad)

    with transaction(projecting.pool) as connection:
        place = ("shipment.events.v1", 0)
        assert positions.load(connection, "projector", [place])[place].next == 1
