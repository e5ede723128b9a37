"""What became of messages: committed with the ledger, deleted once it is published."""

from collections.abc import Sequence
from typing import Final

import msgspec
from psycopg import Connection
from waymark_events.codec import Envelope
from waymark_runtime.outgoing import Outgoing, outgoing
from waymark_runtime.relay import Entry

TOPIC: Final = "notification.events.v1"
_ENQUEUE: Final = """
INSERT INTO notification_queue (message)
SELECT message FROM unnest(%b::bytea[]) WITH ORDINALITY AS new (message, n) ORDER BY n
"""
_PACKED: Final = msgspec.msgpack.Decoder(Outgoing)


def enqueue(connection: Connection, messages: Sequence[Envelope]) -> None:
    """Commit the bytes of messages, to be published in this order."""
    packed = [msgspec.msgpack.encode(outgoing(TOPIC, message)) for message in messages]
    connection.execute(_ENQUEUE, [packed])


def waiting(connection: Connection, limit: int) -> Sequence[Entry]:
    """The oldest messages that wait, with the bytes that were committed."""
    rows = connection.execute(
        "SELECT id, message FROM notification_queue ORDER BY id LIMIT %s", [limit]
    )
    return [Entry(number, [_PACKED.decode(message)]) for number, message in rows]


def published(connection: Connection, ids: Sequence[int]) -> None:
    """Forget exactly these: a lower id may commit later."""
    connection.execute("DELETE FROM notification_queue WHERE id = ANY(%s)", [list(ids)])
