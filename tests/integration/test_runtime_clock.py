"""What processes of a service agree on is told by the clock of their database."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from kit.databases import Databases
from waymark_runtime.clock import SharedClock
from waymark_runtime.postgres import make_pool

pytestmark = pytest.mark.integration
_AHEAD = """
CREATE SCHEMA ahead;
CREATE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql
    AS $$ SELECT pg_catalog.clock_timestamp() + interval '2 hours' $$;
GRANT USAGE ON SCHEMA ahead TO PUBLIC;
"""


def test_the_server_and_not_the_process_tells_the_time(database: Databases) -> None:
    """The server's clock is two hours ahead of ours; it is counted on, forwards."""
    urls = database("notifier")
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute(_AHEAD)
    path = "ahead,pg_catalog,public"
    with make_pool(urls.worker, name="test", search_path=path) as pool:
        clock = SharedClock(pool)

        first = clock()
        clock.look()
        second = clock()

    ours = datetime.now(UTC)
    assert abs(first - ours - timedelta(hours=2)) < timedelta(seconds=30)
    assert first < second
