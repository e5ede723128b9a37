"""The projector and the server's limit on idle transactions: the frozen lose, the slow do not."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from integration.projection_records import arrived, booked, scanned
from integration.projection_worker import Projecting, opened
from kit.databases import Databases
from projection.app import streams
from projection.domain import Fact, State, step
from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import is_away

pytestmark = pytest.mark.integration
RECORDS = [arrived(booked(), 0), *(arrived(scanned(hour), hour) for hour in range(1, 7))]


@pytest.fixture
def pool(database: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[ConnectionPool]:
    """Its transactions may lie idle for one second."""
    monkeypatch.setattr("waymark_runtime.postgres._IDLE_S", 1)
    yield from opened(database("projection").worker)


def test_who_is_frozen_while_it_folds_holds_nobody_up(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transaction is ended by the server, and another applies the batch.

    Seen to fail: within a pipeline that is not synced the server ends nothing.
    """
    folding, thawed = Event(), Event()
    frozen, other = Projecting(pool), Projecting(pool)

    with ThreadPoolExecutor() as threads, monkeypatch.context() as patched:
        patched.setattr(streams, "step", stopping(folding, thawed))
        lost = threads.submit(frozen.take, *RECORDS)
        assert folding.wait(10)
        patched.setattr(streams, "step", step)
        try:
            threads.submit(other.take, *RECORDS).result(10)
        finally:
            thawed.set()
        fault = lost.exception(10)

    assert isinstance(fault, psycopg.Error)
    assert is_away(fault)
    assert other.rows("SELECT version FROM shipment") == [(len(RECORDS),)]


def test_who_folds_for_long_is_not_taken_for_frozen(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch may take longer than a transaction may lie idle.

    Seen to fail: a fold that says nothing meanwhile is cut off each time, and never ends.
    """
    monkeypatch.setattr("waymark_runtime.consumer.work._GO_ON_S", 0.1)
    monkeypatch.setattr(streams, "step", slowly)
    projecting = Projecting(pool)

    projecting.take(*RECORDS)

    assert projecting.rows("SELECT version FROM shipment") == [(len(RECORDS),)]


def stopping(folding: Event, thawed: Event) -> Callable[..., State | None]:
    def stop(state: State, fact: Fact, *, unheard: bool = False) -> State | None:
        folding.set()
        thawed.wait(60)
        return step(state, fact, unheard=unheard)

    return stop


def slowly(state: State, fact: Fact, *, unheard: bool = False) -> State | None:
    time.sleep(0.3)
    return step(state, fact, unheard=unheard)
