"""What became of messages: committed with the ledger, deleted once it is published."""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace
from psycopg import Connection
from waymark_events.attributes import FACT, FACT_NAME
from waymark_events.codec import Encoded
from waymark_events.topics.names import NOTIFICATION_EVENTS
from waymark_runtime.outgoing import Outgoing, outgoing
from waymark_runtime.relay import Entry

_ENQUEUE: Final = """
INSERT INTO notification_queue (message)
SELECT message FROM unnest(%b::bytea[]) WITH ORDINALITY AS new (message, n) ORDER BY n
"""
_LEDGER: Final = b"ledger.v1"
_PACKED: Final = msgspec.msgpack.Decoder(Outgoing)


def enqueue(connection: Connection, messages: Sequence[tuple[Encoded, bytes | None]]) -> None:
    """Commit the bytes of messages, to be published in this order.

    What stands beside one is for ourselves: by it the row can be put back that the message ended.
    """
    packed = [msgspec.msgpack.encode(_with(*one)) for one in messages]
    connection.execute(_ENQUEUE, [packed])


def _with(message: Encoded, beside: bytes | None) -> Outgoing:
    ready = outgoing(NOTIFICATION_EVENTS, message)
    own = () if beside is None else ((FACT_NAME, _LEDGER), (FACT, beside))
    return replace(ready, headers=ready.headers + own)


def waiting(connection: Connection, limit: int) -> Sequence[Entry]:
    """The oldest messages that wait, with the bytes that were committed."""
    rows = connection.execute(
        "SELECT id, message FROM notification_queue ORDER BY id LIMIT %s", [limit]
    )
    return [Entry(number, [_PACKED.decode(message)]) for number, message in rows]


def published(connection: Connection, ids: Sequence[int]) -> None:
    """Forget exactly these: a lower id may commit later."""
    connection.execute("DELETE FROM notification_queue WHERE id = ANY(%s)", [list(ids)])
