"""The watchman on a real PostgreSQL: once, when the log was read, not while nobody answers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
import pytest
from integration.projection_records import (
    NOON,
    STREAM,
    account_state,
    arrived,
    booked,
    looked,
    promised,
    scanned,
)
from integration.projection_worker import Projecting, opened
from kit.databases import Databases
from projection.app.watching import Tide, Watchman
from psycopg_pool import ConnectionPool
from waymark_events.topics import TOPICS
from waymark_events.topics.names import CARRIER_LOOKS

pytestmark = pytest.mark.integration
LATER = NOON + timedelta(days=30)
DUE = NOON + timedelta(days=2)
PLACES = [(topic, n) for topic in (STREAM, CARRIER_LOOKS) for n in range(TOPICS[topic].partitions)]


@pytest.fixture
def pool(database: Databases) -> Iterator[ConnectionPool]:
    yield from opened(database("projection").worker)


@pytest.fixture
def projecting(pool: ConnectionPool) -> Projecting:
    return Projecting(pool)


def watch(
    projecting: Projecting, *, stream: int, looks: int = 0, at: datetime = LATER
) -> list[str]:
    """One look at a tide of these ends of partition 0; answers what is called so far."""
    ends = dict.fromkeys(PLACES, 0) | {(STREAM, 0): stream, (CARRIER_LOOKS, 0): looks}
    watchman = Watchman(
        projecting.pool,
        lambda: Tide(at, ends),
        consumer="projector",
        looks="looks",
        again_after=timedelta(minutes=1),
    )
    watchman.watch()
    return called(projecting)


def called(projecting: Projecting) -> list[str]:
    found = [one for one in projecting.waiting() if one.topic == STREAM]
    return [(dict(one.headers)["ce_type"] or b"").decode() for one in found]


def hear_of_account(projecting: Projecting, at: datetime, *, healthy: bool) -> None:
    state = account_state(at, healthy=healthy)
    projecting.take(
        arrived(looked(at), 0, topic=CARRIER_LOOKS), arrived(state, 1, topic=CARRIER_LOOKS)
    )


def test_a_missed_promise_is_said_once(projecting: Projecting) -> None:
    """The same deadline is called by one look of many, with an id that depends on it alone."""
    projecting.take(arrived(booked(), 0), arrived(promised(DUE), 1), arrived(scanned(1), 2))

    first = watch(projecting, stream=3)
    second = watch(projecting, stream=3)

    assert first == second == ["shipment.promise_missed.v1"]
    message = next(one for one in projecting.waiting() if one.topic == STREAM)
    assert msgspec.json.decode(message.value or b"")["due"] == "2026-03-14T12:00:00Z"
    assert dict(message.headers)["ce_time"] == b"2026-03-14T12:00:00Z"


def test_what_was_said_is_a_fact(projecting: Projecting) -> None:
    """Once folded, the flag stands and the deadline is not called again."""
    projecting.take(arrived(booked(), 0), arrived(promised(DUE), 1), arrived(scanned(1), 2))
    watch(projecting, stream=3)
    said = next(one for one in projecting.waiting() if one.topic == STREAM)
    record = arrived(booked(), 3)._replace(
        key=said.key, value=said.value, headers=said.headers, appended_at=LATER
    )

    projecting.take(record)
    again = watch(projecting, stream=4, at=LATER + timedelta(days=1))

    assert projecting.statuses()[-1].status.flags == ("late",)
    assert again == ["shipment.promise_missed.v1"]


def test_nothing_is_said_before_the_log_was_read(projecting: Projecting) -> None:
    """While records wait that may answer the promise, it is not called missed."""
    projecting.take(arrived(booked(), 0), arrived(promised(DUE), 1))

    assert watch(projecting, stream=3) == []
    projecting.take(arrived(scanned(5, "delivered"), 2))
    assert watch(projecting, stream=3) == []


def test_nothing_is_said_before_its_time(projecting: Projecting) -> None:
    """A deadline that lies ahead of the moment the log's end was asked for is not called."""
    projecting.take(arrived(booked(), 0), arrived(promised(DUE), 1), arrived(scanned(1), 2))

    assert watch(projecting, stream=3, at=DUE - timedelta(seconds=1)) == []
    assert watch(projecting, stream=3, at=DUE) == ["shipment.promise_missed.v1"]


def test_silence_needs_a_carrier_that_was_asked(projecting: Projecting) -> None:
    """A parcel nobody asked about is not silent; asked and answered since its last scan, it is."""
    projecting.take(arrived(booked(), 0), arrived(scanned(1), 1))
    assert watch(projecting, stream=2) == []

    hear_of_account(projecting, NOON + timedelta(days=6), healthy=True)

    later = LATER + timedelta(hours=1)
    assert watch(projecting, stream=2, looks=2, at=later) == ["shipment.fell_silent.v1"]


def test_no_silence_while_the_account_is_down(projecting: Projecting) -> None:
    """While the carrier does not answer us, we say nothing of its parcels; afterwards we do."""
    projecting.take(arrived(booked(), 0), arrived(promised(DUE), 1), arrived(scanned(1), 2))
    hear_of_account(projecting, NOON + timedelta(days=6), healthy=False)

    assert watch(projecting, stream=3, looks=2) == []

    back = account_state(NOON + timedelta(days=7), healthy=True)
    projecting.take(arrived(back, 2, topic=CARRIER_LOOKS))
    assert watch(projecting, stream=3, looks=3, at=LATER + timedelta(hours=1)) == [
        "shipment.promise_missed.v1",
        "shipment.fell_silent.v1",
    ]


def test_looks_that_were_not_read_may_be_answers(projecting: Projecting) -> None:
    """Silence waits until the looks were read to their end, too."""
    projecting.take(arrived(booked(), 0), arrived(scanned(1), 1))
    hear_of_account(projecting, NOON + timedelta(days=6), healthy=True)

    assert watch(projecting, stream=2, looks=3) == []


def test_a_parcel_nobody_handed_over(projecting: Projecting) -> None:
    """Asked for and not found, 48 hours after the promised hand-over it was never seen."""
    projecting.take(arrived(booked(), 0))
    hear_of_account(projecting, NOON + timedelta(days=3), healthy=True)

    assert watch(projecting, stream=1, looks=2, at=NOON + timedelta(days=3)) == [
        "shipment.never_seen.v1"
    ]


def test_a_sooner_deadline_brings_the_look_forward(projecting: Projecting) -> None:
    """A parcel on the vehicle is silent after two days, though its promise is due much later."""
    due = NOON + timedelta(days=20)
    projecting.take(arrived(booked(), 0), arrived(promised(due), 1))
    projecting.take(arrived(scanned(1, "out_for_delivery"), 2))
    hear_of_account(projecting, NOON + timedelta(days=3), healthy=True)

    assert watch(projecting, stream=3, looks=2, at=NOON + timedelta(days=3)) == [
        "shipment.fell_silent.v1"
    ]


@pytest.mark.parametrize(("fold_version", "calls"), [(0, 1), (2, 0)])
def test_a_row_of_another_fold_is_judged_as_this_one_folds_it_or_not_at_all(
    projecting: Projecting, fold_version: int, calls: int
) -> None:
    """An older build's state may not even be readable; a newer build's is its own to judge."""
    projecting.take(arrived(booked(), 0), arrived(promised(DUE), 1), arrived(scanned(1), 2))
    change = "UPDATE shipment SET fold_version = %s, state = '\\x00' RETURNING 1"
    projecting.rows(change, [fold_version])

    assert watch(projecting, stream=3) == ["shipment.promise_missed.v1"] * calls

    checks = projecting.rows("SELECT check_at > %s FROM shipment", [LATER])
    assert checks == [(True,)]
