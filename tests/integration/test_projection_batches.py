"""Batches of the stream on a real PostgreSQL: repeats, disorder, poison and a crash in between."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from integration.projection_records import (
    NOON,
    NUMBER,
    OTHER,
    SHOP,
    arrived,
    booked,
    scanned,
    shipment_of,
)
from integration.projection_worker import Projecting, opened
from kit.databases import Databases
from projection.app.hot import Hot
from projection.app.projecting import Projector
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope, encode
from waymark_events.vocabulary import Kind, Milestone
from waymark_runtime import positions
from waymark_runtime.faults import TransientFault
from waymark_runtime.postgres import transaction
from waymark_runtime.records import Arrived

pytestmark = pytest.mark.integration


@pytest.fixture
def pool(database: Databases) -> Iterator[ConnectionPool]:
    yield from opened(database("projection").worker)


@pytest.fixture
def projecting(pool: ConnectionPool) -> Projecting:
    return Projecting(pool)


def in_order(*messages: Envelope) -> list[Arrived]:
    return [arrived(one, offset) for offset, one in enumerate(messages)]


DAY = (
    booked(),
    scanned(1, "accepted"),
    scanned(5),
    scanned(20, "out_for_delivery"),
    scanned(23, "delivered"),
)


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
    assert projecting.rows("SELECT count(*) FROM fact_index") == [(82 - 64,)]


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


def test_what_one_owner_keeps_in_memory_is_void_once_another_moved_on(
    projecting: Projecting,
) -> None:
    """A partition goes away and comes back: the shipment is read anew, not remembered.

    Seen to fail: trusting what was kept whatever the position loses the other owner's fact.
    """
    other = Projecting(projecting.pool)
    first, second, third, fourth, last = in_order(*DAY)

    projecting.take(first, second)
    other.take(third)
    projecting.take(fourth)
    other.take(last)

    assert [one.version for one in projecting.statuses()] == [1, 2, 3, 4, 5]
    assert projecting.rows("SELECT version, milestone FROM shipment") == [(5, "delivered")]
    assert projecting.rows("SELECT count(*) FROM fact") == [(5,)]


def test_what_is_kept_in_memory_is_bounded(pool: ConnectionPool) -> None:
    """The longest untouched goes first; it is read again when it is spoken of."""
    hot = Hot(most=1)
    projecting = Projecting(pool, projector=Projector(hot))
    numbers = ("1Z999AA10123456784", "1ZK7R24W0310048711", "1Z999AA10123456784")

    projecting.take(*in_order(*(booked(number) for number in numbers[:2])))
    projecting.take(arrived(scanned(1, number=numbers[0]), 2))

    assert hot.count == 1
    assert projecting.rows("SELECT version FROM shipment ORDER BY no") == [(2,), (1,)]


def test_poison_is_parked_and_the_good_go_on(projecting: Projecting) -> None:
    """Foreign keys, foreign writers, broken bytes and null values end in the dead letters."""
    good = arrived(booked(), 0)
    foreign = encode(scanned(1, retailer=OTHER))
    records = [
        good,
        Arrived(*good[:2], 1, NOON, good.key, foreign.value, foreign.headers),
        Arrived(*good[:2], 2, NOON, good.key, b"{", good.headers),
        Arrived(*good[:2], 3, NOON, good.key, None, good.headers),
        Arrived(*good[:2], 4, NOON, None, good.value, good.headers),
        Arrived(*good[:2], 5, NOON, good.key, good.value, (*good.headers, ("x", None))),
        arrived(scanned(1), 6),
    ]
    writer = [
        (name, b"/waymark/notifier" if name == "ce_source" else v) for name, v in good.headers
    ]
    records.append(Arrived(*good[:2], 7, NOON, good.key, good.value, tuple(writer)))

    projecting.take(*records)

    assert projecting.parked() == [
        "foreign_key",
        "bad_value",
        "null_value",
        "null_key",
        "null_header",
        "foreign_writer",
    ]
    assert projecting.rows("SELECT version, milestone FROM shipment") == [(2, "in_transit")]


def test_a_first_record_under_a_foreign_key_opens_nothing(projecting: Projecting) -> None:
    """The shipment id is recomputed from retailer, carrier and number."""
    foreign = encode(booked(retailer=OTHER))
    key = shipment_of(SHOP, NUMBER).encode()

    projecting.take(Arrived("shipment.events.v1", 0, 0, NOON, key, foreign.value, foreign.headers))

    assert projecting.parked() == ["foreign_key"]
    assert projecting.rows("SELECT count(*) FROM shipment") == [(0,)]


def test_an_unknown_type_is_stored_and_not_folded(projecting: Projecting) -> None:
    """The next build can fold what this one does not know."""
    first = arrived(booked(), 0)
    later = [
        (name, b"shipment.weighed.v1" if name == "ce_type" else v) for name, v in first.headers
    ]
    later = [(name, b"weighed-1" if name == "ce_id" else v) for name, v in later]
    unknown = Arrived(*first[:2], 1, NOON, first.key, b'{"grams":3}', tuple(later))

    projecting.take(first, unknown, arrived(scanned(1), 2))

    assert projecting.rows('SELECT type FROM fact ORDER BY "offset"')[1] == ("shipment.weighed.v1",)
    assert [one.version for one in projecting.statuses()] == [1, 3]


def test_a_flood_is_parked(projecting: Projecting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number with too many facts takes no more, and its neighbours go on."""
    monkeypatch.setattr("projection.app.streams.FLOODED", 3)

    projecting.take(*in_order(booked(), scanned(1), scanned(2), scanned(3), scanned(4)))

    assert projecting.parked() == ["flooded", "flooded"]


def test_an_unknown_retailer_is_tried_again(pool: ConnectionPool) -> None:
    """Its settings may be on their way: the batch waits, and nothing of it is kept."""
    projecting = Projecting(pool, known=lambda retailer: retailer != SHOP)

    with pytest.raises(TransientFault):
        projecting.take(*in_order(booked()))

    assert projecting.everything() == []


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
