"""The position rule on a real database: each record once, none missing, whoever overlaps.

Seen to fail: with `cut` answering its records whole, the overlap is applied twice; with a gap let
through, records 3 and 4 are never applied; without FOR UPDATE both owners apply.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import psycopg
import pytest
from kit.databases import Databases
from prometheus_client import REGISTRY
from psycopg_pool import ConnectionPool
from waymark_runtime import positions
from waymark_runtime.consumer import BatchHandler, Work
from waymark_runtime.consumer.applying import Applier
from waymark_runtime.positions import Position
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.records import Arrived

pytestmark = pytest.mark.integration
TOPIC = "shipment.events.v1"
HERE = (TOPIC, 0)


@pytest.fixture
def pool(database: Databases) -> Iterator[ConnectionPool]:
    urls = database("projection")
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE seen (place bigint)")
        owner.execute("GRANT ALL ON seen TO projection_worker")
    with make_pool(urls.worker, name="test") as opened:
        with transaction(opened) as connection:
            positions.establish(connection, "trial", {HERE: Position(0, "cluster", "topic")})
        yield opened


def records(*offsets: int, topic: str = TOPIC) -> list[Arrived]:
    now = datetime.now(UTC)
    return [Arrived(topic, 0, offset, now, b"k", b"v", ()) for offset in offsets]


def keep(work: Work) -> None:
    for record in work.records:
        work.connection.execute("INSERT INTO seen VALUES (%s)", [record.offset])


def applier(
    pool: ConnectionPool, handler: BatchHandler = keep, compacted: frozenset[str] = frozenset()
) -> Applier:
    return Applier(
        pool, handler, service="projection", consumer="trial", compacted=compacted, known=None
    )


def rewinds() -> float:
    return REGISTRY.get_sample_value("waymark_rewinds_total", {"consumer": "trial"}) or 0.0


def seen(pool: ConnectionPool) -> list[int]:
    with transaction(pool) as connection:
        return [row[0] for row in connection.execute("SELECT place FROM seen ORDER BY place")]


def test_overlapping_owners_apply_each_record_once(pool: ConnectionPool) -> None:
    """The new owner loaded its position before the old owner's last commit: batches overlap."""
    together = Barrier(2)

    def owner(offsets: list[Arrived]) -> None:
        together.wait()
        applier(pool).apply({HERE: offsets}, {})

    for first in range(0, 40, 4):
        with ThreadPoolExecutor(2) as owners:
            batch = records(*range(first, first + 4))
            list(owners.map(owner, [batch, batch]))

    assert seen(pool) == list(range(40))


def test_the_fresh_end_of_an_overlap_is_applied(pool: ConnectionPool) -> None:
    """A batch that begins below the position is cut, not refused whole."""
    applier(pool).apply({HERE: records(0, 1, 2)}, {})

    applied = applier(pool).apply({HERE: records(1, 2, 3, 4)}, {})

    assert seen(pool) == [0, 1, 2, 3, 4]
    assert applied.following == {HERE: 5}


def test_a_gap_is_refused_and_read_again(pool: ConnectionPool) -> None:
    """A batch that begins above the position is not applied; the answer says where to go back."""
    applier(pool).apply({HERE: records(0, 1, 2)}, {})
    before = rewinds()

    applied = applier(pool).apply({HERE: records(5, 6)}, {})

    assert applied.gaps == {HERE: 3}
    assert seen(pool) == [0, 1, 2]
    assert rewinds() == before + 1


def test_a_compacted_topic_has_holes(pool: ConnectionPool) -> None:
    """Where the broker removes records, what is above the position is simply next."""
    compacting = applier(pool, compacted=frozenset({TOPIC}))
    compacting.apply({HERE: records(0, 1)}, {})

    applied = compacting.apply({HERE: records(1, 7, 9)}, {})

    assert seen(pool) == [0, 1, 7, 9]
    assert applied.following == {HERE: 10}


def test_a_partition_nobody_opened_is_left_alone(pool: ConnectionPool) -> None:
    """Without a stored position nothing says that a record is next."""
    applied = applier(pool).apply({(TOPIC, 1): records(0)}, {})

    assert applied.following == {}
    assert seen(pool) == []


def test_a_failing_handler_changes_nothing(pool: ConnectionPool) -> None:
    """State and position roll back together."""

    def fails(work: Work) -> None:
        keep(work)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        applier(pool, fails).apply({HERE: records(0, 1)}, {})

    assert seen(pool) == []
    with transaction(pool) as connection:
        assert positions.locked_position(connection, "trial", TOPIC, 0) == 0
