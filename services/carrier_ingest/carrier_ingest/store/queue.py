"""What the poller says: committed with the plan, deleted once it is published."""

from collections.abc import Sequence
from typing import Final

import msgspec
from psycopg import Connection
from waymark_events.codec import Envelope
from waymark_runtime import abreast
from waymark_runtime.outgoing import Outgoing, outgoing
from waymark_runtime.relay import Entry

_PACKED: Final = msgspec.msgpack.Decoder(Outgoing)


def enqueue(connection: Connection, topic: str, message: Envelope) -> None:
    """Commit a message's bytes with what caused it."""
    packed = msgspec.msgpack.encode(outgoing(topic, message))
    connection.execute("INSERT INTO poll_queue (message) VALUES (%s)", [packed])


def waiting(connection: Connection, limit: int) -> Sequence[Entry]:
    """The oldest messages that wait, with the bytes that were committed.

    None while the database may be an older one: some may have gone out long ago.
    """
    abreast.require(connection)
    rows = connection.execute("SELECT id, message FROM poll_queue ORDER BY id LIMIT %s", [limit])
    return [Entry(number, [_PACKED.decode(message)]) for number, message in rows]


def published(connection: Connection, ids: Sequence[int]) -> None:
    """Forget the messages that were published, and no other: a lower id may commit later."""
    connection.execute("DELETE FROM poll_queue WHERE id = ANY(%s)", [list(ids)])


def said(connection: Connection) -> dict[str, int]:
    """The numbers of waiting messages by their ce_id."""
    rows = connection.execute("SELECT id, message FROM poll_queue")
    found = ((number, _PACKED.decode(message).headers) for number, message in rows)
    return {(dict(headers)["ce_id"] or b"").decode(): number for number, headers in found}
