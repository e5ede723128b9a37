"""A transaction whose process froze in the middle of a pipeline gives its locks back."""

from collections.abc import Iterator

import psycopg
import pytest
from kit.databases import Databases
from psycopg import Connection
from psycopg.errors import LockNotAvailable
from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import is_away, make_pool, pipeline, transaction

pytestmark = pytest.mark.integration
_LOCK = "SELECT pg_advisory_xact_lock(1)"


@pytest.fixture
def pool(database: Databases) -> Iterator[ConnectionPool]:
    with make_pool(database("projection").worker, name="test") as opened:
        yield opened


def test_whoever_freezes_in_a_pipeline_holds_nobody_up(pool: ConnectionPool) -> None:
    """To the server it is busy, not idle; it learns that it was ended, and it is nobody's fault.

    Seen to fail: without the transaction's limit the other waits until its own.
    """
    with pytest.raises(psycopg.OperationalError) as ended:
        _frozen_while_another_waits(pool)

    assert not isinstance(ended.value, LockNotAvailable)
    assert is_away(ended.value)


def test_the_limit_ends_with_its_transaction(pool: ConnectionPool) -> None:
    """What comes next on the same connection takes the time it takes."""
    with pool.connection() as connection:
        with connection.transaction(), pipeline(connection, most_s=1):
            connection.execute("SELECT 1")

        assert _slept(connection) == 1


def _frozen_while_another_waits(pool: ConnectionPool) -> None:
    with transaction(pool) as frozen, pipeline(frozen, most_s=1):
        frozen.execute(_LOCK).fetchone()
        with transaction(pool) as other:
            other.execute("SET LOCAL lock_timeout = '15s'")
            other.execute(_LOCK)
        frozen.execute("SELECT 1")


def _slept(connection: Connection) -> int:
    with connection.transaction():
        return len(connection.execute("SELECT pg_sleep(1.5)").fetchall())
