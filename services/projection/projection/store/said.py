"""What was said of shipments above what their rows say: after a restore, until it is read again."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import ShipmentId

from projection.store.shipments import Row


class Said(Struct, frozen=True):
    """The last status on the topic. `status` is the SHA-256 of what everybody may see in it."""

    generation: int
    version: int
    status: bytes


class Unlike(Struct, frozen=True):
    """A shipment whose last status on the topic is not the one in its row."""

    said: Said
    no: int
    id: ShipmentId
    partition: int
    version: int
    document: bytes
    fold_version: int


_KEEP: Final = """
INSERT INTO said SELECT * FROM unnest(%b::uuid[], %b::int2[], %b::int4[], %b::int4[], %b::bytea[],
                                      %b::bytea[])
ON CONFLICT (shipment_id) DO UPDATE SET generation = excluded.generation,
    version = excluded.version, document = excluded.document, status = excluded.status
WHERE (said.generation, said.version) < (excluded.generation, excluded.version)
"""
_ALIKE: Final = """
DELETE FROM said USING shipment_key k JOIN shipment s USING (no)
WHERE k.id = said.shipment_id AND sha256(s.document) = said.document
"""
_UNLIKE: Final = """
SELECT a.generation, a.version, a.status, s.no, s.id::text, s.partition, s.version, s.document,
    s.fold_version
FROM said a JOIN shipment_key k ON k.id = a.shipment_id JOIN shipment s USING (no)
"""
_GENERATIONS: Final = """
UPDATE shipment s SET generation = u.generation
FROM unnest(%b::int8[], %b::int4[]) AS u(no, generation) WHERE s.no = u.no
"""
_DOCUMENTS: Final = """
UPDATE shipment s SET document = u.document
FROM unnest(%b::int8[], %b::bytea[]) AS u(no, document) WHERE s.no = u.no
"""
_COUNT: Final = """
INSERT INTO partition_clock (partition, known_at, said)
SELECT partition, to_timestamp(0), count(*) FROM said GROUP BY partition
ON CONFLICT (partition) DO UPDATE SET said = excluded.said
"""
_TURN: Final = "UPDATE partition_clock SET said = 0, rebuilds = rebuilds + 1"
_LESS: Final = """
UPDATE partition_clock c SET said = (SELECT count(*) FROM said WHERE partition = c.partition)
WHERE partition = ANY(%b::int2[])
"""


def keep(connection: Connection, rows: Sequence[tuple[ShipmentId, int, Said, bytes]]) -> None:
    """Keep what was said last of each: (shipment, partition, said, SHA-256 of the message)."""
    columns = [
        [name for name, *_ in rows],
        [partition for _, partition, *_ in rows],
        [said.generation for *_, said, _ in rows],
        [said.version for *_, said, _ in rows],
        [document for *_, document in rows],
        [said.status for *_, said, _ in rows],
    ]
    connection.execute(_KEEP, columns, binary=True)


def forget_alike(connection: Connection) -> None:
    """Forget those whose row has just that message."""
    connection.execute(_ALIKE)


def unlike(connection: Connection) -> Iterator[Unlike]:
    """Those whose row has another."""
    found = connection.execute(_UNLIKE, binary=True)
    for generation, version, status, *row in found:
        yield Unlike(Said(generation, version, status), *row)


def forget(connection: Connection, ids: Collection[ShipmentId]) -> None:
    """Forget these."""
    connection.execute("DELETE FROM said WHERE shipment_id = ANY(%b::uuid[])", [list(ids)])


def forget_met(connection: Connection, rows: Sequence[Row]) -> None:
    """Forget these, which were read again, in partitions whose positions are held."""
    forget(connection, [row.id for row in rows])
    connection.execute(_LESS, [sorted({row.partition for row in rows})])


def set_generations(connection: Connection, generations: Sequence[tuple[int, int]]) -> None:
    """Write the generations under which shipments are told of from now on."""
    columns = [[no for no, _ in generations], [generation for _, generation in generations]]
    connection.execute(_GENERATIONS, columns, binary=True)


def set_documents(connection: Connection, documents: Sequence[tuple[int, bytes]]) -> None:
    """Write the last messages."""
    columns = [[no for no, _ in documents], [document for _, document in documents]]
    connection.execute(_DOCUMENTS, columns, binary=True)


def count(connection: Connection) -> None:
    """Count what is left; what anybody remembers of rows is void."""
    connection.execute(_TURN)
    connection.execute(_COUNT)


def load(connection: Connection, ids: Collection[ShipmentId]) -> dict[ShipmentId, Said]:
    """What was said of these, where it is above their rows."""
    found = connection.execute(
        "SELECT shipment_id::text, generation, version, status FROM said"
        " WHERE shipment_id = ANY(%b::uuid[])",
        [list(ids)],
        binary=True,
    )
    return {ShipmentId(name): Said(*values) for name, *values in found}
