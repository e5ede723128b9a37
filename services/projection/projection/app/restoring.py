"""What was said of shipments is taken from its topic by a database that was set back or made anew.

Of what is read again nothing is said that was said before; where it comes out differently it is
said under the next generation, which nobody is written to about.
"""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import msgspec
from msgspec.structs import replace
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope, decode
from waymark_events.ids import ShipmentId
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.topics.names import SHIPMENT_EVENTS, SHIPMENT_STATUS
from waymark_runtime import positions
from waymark_runtime.catching_up import Published
from waymark_runtime.outbox import Outbox
from waymark_runtime.outgoing import Outgoing, outgoing
from waymark_runtime.postgres import transaction
from waymark_runtime.reader import LogReader
from waymark_runtime.records import Arrived

from projection.app.saying import REBUILT, digest_of, message_of
from projection.domain import FOLD_VERSION
from projection.store import said
from projection.store.said import Said, Unlike

_DECODE: Final = msgspec.json.Decoder(ShipmentStatusChanged).decode


class Restoring:
    """Compares rows with `shipment.status.v1`; `consumer` owns the partitions."""

    def __init__(self, pool: ConnectionPool, consumer: str) -> None:
        self._pool = pool
        self._consumer = consumer

    def __call__(self, _: LogReader, published: Published) -> None:
        """Keep what is above the rows; nothing is left to a person."""
        for records in published:
            with transaction(self._pool) as connection:
                said.keep(connection, _last(records))
        with transaction(self._pool) as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            said.forget_alike(connection)
            self._settle(connection, list(said.unlike(connection)))
            said.count(connection)

    def _settle(self, connection: Connection, unlike: Sequence[Unlike]) -> None:
        """Rows that are as far as what was said take its generation, or say the next one.

        What an older fold left says nothing: it is folded anew when it is next touched.
        """
        waiting = [one for one in unlike if one.version < one.said.version]
        ended = [one for one in unlike if one.version >= one.said.version]
        anew = {one.no: _said_anew(one) for one in ended if _differs(one)}
        taken = [one for one in ended if one.no not in anew and not _is_above(one)]
        generations = [(one.no, one.said.generation) for one in [*waiting, *taken]]
        generations += [(no, body.generation) for no, body in anew.items()]
        said.set_generations(connection, generations)
        said.forget(connection, [one.id for one in ended])
        leaving: dict[int, list[Outgoing]] = defaultdict(list)
        documents: list[tuple[int, bytes]] = []
        for one in ended:
            if one.no in anew:
                body = anew[one.no]
                message = outgoing(SHIPMENT_STATUS, message_of(one.id, body, body.known_at))
                documents.append((one.no, message.value or b""))
                leaving[one.partition].append(message)
        said.set_documents(connection, documents)
        self._publish(connection, leaving)

    def _publish(self, connection: Connection, leaving: dict[int, list[Outgoing]]) -> None:
        for partition, messages in sorted(leaving.items()):
            at = positions.locked_position(connection, self._consumer, SHIPMENT_EVENTS, partition)
            Outbox(self._consumer).add(
                connection, SHIPMENT_EVENTS, partition, max(at - 1, 0), messages
            )


def _last(records: Sequence[Arrived]) -> list[tuple[ShipmentId, int, Said, bytes]]:
    """The highest status of each shipment among these records."""
    found: dict[ShipmentId, tuple[ShipmentId, int, Said, bytes]] = {}
    for record in records:
        message = decode(record.key, record.value, record.headers)
        if not isinstance(message, Envelope) or record.value is None:
            continue
        body, name = message.body, ShipmentId(message.subject)
        if isinstance(body, ShipmentStatusChanged):
            one = Said(body.generation, body.version, digest_of(body.status))
            before = found.get(name)
            if before is None or _place(before[2]) <= _place(one):
                found[name] = (name, record.partition, one, sha256(record.value).digest())
    return list(found.values())


def _place(one: Said) -> tuple[int, int]:
    return one.generation, one.version


def _is_above(one: Unlike) -> bool:
    """Whether the row says more than was said: it waits to go out."""
    if not one.document:
        return False
    body = _DECODE(one.document)
    return (body.generation, body.version) > _place(one.said)


def _differs(one: Unlike) -> bool:
    """Whether what was said last is not what the row says, and nothing newer waits to go out."""
    if one.fold_version < FOLD_VERSION or _is_above(one) or not one.document:
        return False
    return digest_of(_DECODE(one.document).status) != one.said.status


def _said_anew(one: Unlike) -> ShipmentStatusChanged:
    """The row's status under the next generation."""
    body = _DECODE(one.document)
    generation = one.said.generation + 1
    return replace(body, generation=generation, version=one.version, cause=REBUILT)
