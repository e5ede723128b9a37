"""What is no fact of a stream is parked or waits, on a real PostgreSQL; the good go on."""

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
from integration.projection_worker import DAY, Projecting, in_order
from psycopg_pool import ConnectionPool
from waymark_events.codec import encode
from waymark_runtime.faults import TransientFault
from waymark_runtime.records import Arrived

pytestmark = pytest.mark.integration


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
    monkeypatch.setattr("projection.app.taking.FLOODED", 3)

    projecting.take(*in_order(booked(), scanned(1), scanned(2), scanned(3), scanned(4)))

    assert projecting.parked() == ["flooded", "flooded"]


def test_an_unknown_retailer_is_tried_again(projection_pool: ConnectionPool) -> None:
    """Its settings may be on their way: the batch waits, and nothing of it is kept."""
    projecting = Projecting(projection_pool, known=lambda retailer: retailer != SHOP)

    with pytest.raises(TransientFault):
        projecting.take(*in_order(booked()))

    assert projecting.everything() == []


def test_a_record_in_another_partition_is_parked(projecting: Projecting) -> None:
    """A shipment has one partition; the owner of another must not touch its row.

    Seen to fail: taken, it leaves what the owner remembers behind the row.
    """
    first, second, third, *_ = in_order(*DAY)
    projecting.take(first)

    projecting.take(second._replace(partition=1, offset=0))
    projecting.take(third._replace(offset=1))

    assert projecting.parked() == ["foreign_partition"]
    assert projecting.rows("SELECT version FROM shipment") == [(2,)]
