"""The intake's sign of life, and the outages that are seen in it."""

from datetime import timedelta
from typing import Final

from psycopg import Connection

DOWN_AFTER: Final = timedelta(seconds=60)
_BEAT: Final = """
INSERT INTO intake_beat (seen_at) VALUES (now())
ON CONFLICT (one_row) DO UPDATE SET seen_at = excluded.seen_at
"""
_GOES_DOWN: Final = """
UPDATE intake_beat SET down_since = seen_at WHERE down_since IS NULL AND seen_at < now() - %s
"""
_COMES_BACK: Final = """
UPDATE intake_beat SET down_since = NULL WHERE down_since < seen_at
"""
_ASK_AGAIN: Final = """
INSERT INTO reconciliation (retailer, account)
SELECT DISTINCT retailer, account FROM push_client ON CONFLICT DO NOTHING
"""


def beat(connection: Connection) -> None:
    """A web process takes payloads in."""
    connection.execute(_BEAT)


def watch(connection: Connection) -> int:
    """Note an outage, or its end; how many accounts are asked again because of it."""
    connection.execute(_GOES_DOWN, [DOWN_AFTER])
    if connection.execute(_COMES_BACK).rowcount == 0:
        return 0
    return connection.execute(_ASK_AGAIN).rowcount
