"""What retailers hear by topic: committed with the event, deleted once it is published."""

from collections.abc import Sequence
from typing import Final

import msgspec
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.postgres import transaction
from waymark_runtime.relay import Entry

_ENQUEUE: Final = """
INSERT INTO retailer_topic_queue (retailer, message)
SELECT retailer, message FROM unnest(%b::text[], %b::bytea[])
    WITH ORDINALITY AS new (retailer, message, n) ORDER BY n
"""
# skips from retailer to retailer, however much waits for one of them
_LANES: Final = """
WITH RECURSIVE lane AS (
    (SELECT retailer FROM retailer_topic_queue ORDER BY retailer LIMIT 1)
    UNION ALL
    SELECT (SELECT q.retailer FROM retailer_topic_queue q
            WHERE q.retailer > lane.retailer ORDER BY q.retailer LIMIT 1)
    FROM lane WHERE lane.retailer IS NOT NULL
)
SELECT retailer FROM lane WHERE retailer IS NOT NULL
"""
_PACKED: Final = msgspec.msgpack.Decoder(Outgoing)


def enqueue(connection: Connection, messages: Sequence[tuple[str, Outgoing]]) -> None:
    """Commit the bytes of messages by retailer, to be published in this order."""
    packed = [msgspec.msgpack.encode(message) for _, message in messages]
    connection.execute(_ENQUEUE, [[retailer for retailer, _ in messages], packed])


class TopicQueue:
    """The queue, for a relay; a lane a retailer."""

    name: Final = "notifier.retailers"

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def lanes(self) -> Sequence[str]:
        """Retailers for whom something waits."""
        with transaction(self._pool) as connection:
            return [row[0] for row in connection.execute(_LANES)]

    def pending(self, lane: str, limit: int) -> Sequence[Entry]:
        """The oldest messages for a retailer, with the bytes that were committed."""
        query = "SELECT id, message FROM retailer_topic_queue WHERE retailer = %s ORDER BY id"
        with transaction(self._pool) as connection:
            rows = connection.execute(f"{query} LIMIT %s", [lane, limit])
            return [Entry(number, [_PACKED.decode(message)]) for number, message in rows]

    def published(self, entries: Sequence[Entry]) -> None:
        """Forget exactly these."""
        numbers = [entry.number for entry in entries]
        with transaction(self._pool) as connection:
            connection.execute("DELETE FROM retailer_topic_queue WHERE id = ANY(%s)", [numbers])
