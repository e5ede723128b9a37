"""A push account is as healthy as the last push of it that was heard."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from carrier_ingest.app.adding import Accounts
from carrier_ingest.app.hearing import Hearing
from carrier_ingest.app.settling import Settler
from carrier_ingest.app.wanted import Wanted
from carrier_ingest.carriers.registry import DIALECTS
from kit.databases import Databases
from psycopg_pool import ConnectionPool
from waymark_runtime.clock import SharedClock
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.seal import Seal

pytestmark = pytest.mark.integration
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
ACCOUNT = ("nordlicht", "ups-main")


@pytest.fixture
def pool(database: Databases) -> Iterator[ConnectionPool]:
    with make_pool(database("carrier_ingest").worker, name="test") as opened:
        wanted = Wanted(retailer=ACCOUNT[0], account=ACCOUNT[1], dialect="ups")
        Accounts(opened, DIALECTS, Seal(bytes(32))).add(wanted)
        yield opened


@pytest.mark.parametrize("minutes", [(0, 5, 3), (5, 0, 3), (3, 0, 5)])
def test_the_latest_push_counts_whatever_came_after_it(
    pool: ConnectionPool, minutes: tuple[int, ...]
) -> None:
    """Partitions are read in any order. Seen to fail: the last one noted was told."""
    hearing = Hearing(pool, Settler(pool, SharedClock(pool), holder="test", scale=1.0))

    for later in minutes:
        hearing.note(*ACCOUNT, NOON + timedelta(minutes=later))
    hearing.step()

    with transaction(pool) as connection:
        told = connection.execute("SELECT (record->>'checked_at')::timestamptz FROM account_health")
        assert told.fetchall() == [(NOON + timedelta(minutes=5),)]
