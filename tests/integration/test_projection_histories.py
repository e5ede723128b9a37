"""What the projector read of a shipment's history does not stay in memory."""

from collections.abc import Iterator

import pytest
from integration.projection_records import arrived, booked, scanned
from integration.projection_worker import Projecting, opened
from kit.databases import Databases
from projection.app.hot import Hot
from projection.app.projecting import Projector
from psycopg_pool import ConnectionPool

pytestmark = pytest.mark.integration


@pytest.fixture
def pool(database: Databases) -> Iterator[ConnectionPool]:
    yield from opened(database("projection").worker)


def test_a_history_is_kept_no_longer_than_a_batch(pool: ConnectionPool) -> None:
    """A repeat is looked up among the stored facts; what was read for that is let go of.

    Seen to fail: a batch of nothing but repeats kept the histories of its shipments in memory.
    """
    hot = Hot()
    projecting = Projecting(pool, projector=Projector(hot))
    projecting.take(arrived(booked(), 0), arrived(scanned(1), 1))

    projecting.take(arrived(scanned(1), 2))

    (kept,) = hot.taken([arrived(scanned(2), 3)], {}).values()
    assert [stream._recall for stream in kept.streams.values()] == [None]
