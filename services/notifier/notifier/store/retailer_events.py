"""The events of retailers, each once, in an order without late-comers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from psycopg import Connection

from notifier.domain.retailer_events import RetailerEvent

Name = tuple[str, str]
"""Retailer and id: what is there once."""
_LOCK: Final = """
SELECT pg_advisory_xact_lock(name) FROM (
    SELECT DISTINCT hashtextextended('retailer_event ' || retailer, 0) AS name
    FROM unnest(%s::text[]) AS retailer ORDER BY name
) AS names
"""
_ADD: Final = """
INSERT INTO retailer_event (retailer, id, type, subject, sequence, at, body)
SELECT retailer, id, type, subject, sequence, at, body
FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::timestamptz[],
            %b::bytea[])
    WITH ORDINALITY AS heard (retailer, id, type, subject, sequence, at, body, n)
ORDER BY n
ON CONFLICT (retailer, id) DO NOTHING RETURNING retailer, id, number
"""
_FORGET: Final = """
DELETE FROM retailer_event WHERE (retailer, number) IN (
    SELECT retailer, number FROM retailer_event WHERE at <= %s ORDER BY at
    LIMIT %s FOR UPDATE SKIP LOCKED
)
"""


def add(connection: Connection, events: Sequence[RetailerEvent]) -> dict[Name, int]:
    """Keep events; answers the numbers of those that are new.

    Takes the lock of each retailer until the transaction ends: to be called as its last step, when
    it waits for no other row any more.
    """
    connection.execute(_LOCK, [[event.retailer for event in events]])
    rows = [
        (one.retailer, one.id, one.type, one.subject, one.sequence, one.at, one.body)
        for one in events
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    return {
        (retailer, name): number for retailer, name, number in connection.execute(_ADD, columns)
    }


def forget(connection: Connection, until: datetime, most: int) -> int:
    """Delete the oldest up to an instant, so many at most; answers how many."""
    return connection.execute(_FORGET, [until, most]).rowcount
