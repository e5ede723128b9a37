"""The queue of looks: committed with the plan, deleted once they are published."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from psycopg import Connection
from waymark_events.codec import Encoded, Envelope, encode

TOPIC = "carrier.looks.v1"
_PACKED = msgspec.msgpack.Decoder(Encoded)


class Waiting(Struct, frozen=True):
    """A message that waits to be published, with its bytes as they were committed."""

    id: int
    topic: str
    message: Encoded


def enqueue(connection: Connection, envelope: Envelope) -> None:
    """Commit a message's bytes with what caused it."""
    connection.execute(
        "INSERT INTO look_queue (topic, message) VALUES (%s, %s)",
        [TOPIC, msgspec.msgpack.encode(encode(envelope))],
    )


def waiting(connection: Connection, limit: int) -> Sequence[Waiting]:
    """The oldest messages that wait."""
    rows = connection.execute(
        "SELECT id, topic, message FROM look_queue ORDER BY id LIMIT %s", [limit]
    )
    return [Waiting(number, topic, _PACKED.decode(message)) for number, topic, message in rows]


def published(connection: Connection, ids: Sequence[int]) -> None:
    """Forget the messages that were published, and no other: a lower id may commit later."""
    connection.execute("DELETE FROM look_queue WHERE id = ANY(%s)", [list(ids)])
