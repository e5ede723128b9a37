"""Rows of shipments: read and written a batch at a time, never one by one."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import ShipmentId
from waymark_runtime.columns import Byteas, Instants, Int2s, Int4s, Int8s, Texts, Uuids

PAIR = 16
KEPT = 64


class Row(Struct):
    """A shipment's row as the projector works on it.

    `seen` holds (8 bytes digest, 8 bytes offset) of the first 64 facts. `orders` and `references`
    are parallel; `order_versions` is JSON text `{order id: version}`.
    """

    no: int
    id: ShipmentId
    retailer: str
    carrier: str
    number: str
    partition: int
    version: int = 0
    generation: int = 1
    fold_version: int = 0
    state: bytes = b""
    seen: bytes = b""
    milestone: str = "unknown"
    flags: str = ""
    orders: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    order_versions: str = "{}"
    document: bytes = b""
    updated_at: datetime = datetime.min.replace(tzinfo=UTC)
    check_at: datetime | None = None


_COLUMNS = """s.no, s.id::text, s.retailer, s.carrier, s.number, s.partition, s.version,
    s.generation, s.fold_version, s.state, s.seen, s.milestone, s.flags,
    array_to_string(s.orders, E'\\x1f'), array_to_string(s.order_references, E'\\x1f'),
    s.order_versions, s.document, s.updated_at, s.check_at"""

_LOAD = f"""
SELECT {_COLUMNS} FROM shipment_key k JOIN shipment s USING (no) WHERE k.id = ANY(%b::uuid[])
"""  # noqa: S608 (the columns are ours)

_NAME = """
INSERT INTO shipment_key (id) SELECT unnest(%b::uuid[]) ON CONFLICT (id) DO NOTHING
"""
_NUMBERS = "SELECT id::text, no FROM shipment_key WHERE id = ANY(%b::uuid[])"

_SAVE = """
INSERT INTO shipment
SELECT u.no, u.id, u.retailer, u.carrier, u.number, u.partition, u.version, u.generation,
       u.fold_version, u.state, u.seen, u.milestone, u.flags,
       string_to_array(u.orders, E'\\x1f'), string_to_array(u.order_references, E'\\x1f'),
       u.order_versions, u.document, u.updated_at, u.check_at
FROM unnest(%b::int8[], %b::uuid[], %b::text[], %b::text[], %b::text[], %b::int2[], %b::int4[],
            %b::int4[], %b::int2[], %b::bytea[], %b::bytea[], %b::text[], %b::text[], %b::text[],
            %b::text[], %b::text[], %b::bytea[], %b::timestamptz[], %b::timestamptz[])
  AS u(no, id, retailer, carrier, number, partition, version, generation, fold_version, state,
       seen, milestone, flags, orders, order_references, order_versions, document, updated_at,
       check_at)
ON CONFLICT (no) DO UPDATE SET
    version = excluded.version, generation = excluded.generation,
    fold_version = excluded.fold_version, state = excluded.state, seen = excluded.seen,
    milestone = excluded.milestone, flags = excluded.flags, orders = excluded.orders,
    order_references = excluded.order_references, order_versions = excluded.order_versions,
    document = excluded.document, updated_at = excluded.updated_at, check_at = excluded.check_at
"""
_GLUE = "\x1f"


def load(connection: Connection, ids: Collection[ShipmentId]) -> dict[ShipmentId, Row]:
    """The rows of these shipments in one round trip; unknown ids are absent."""
    found = connection.execute(_LOAD, [Uuids(list(ids))], binary=True)
    return {row.id: row for row in map(_row, found)}


def number(connection: Connection, ids: Collection[ShipmentId]) -> dict[ShipmentId, int]:
    """Give new shipments their surrogate, in two round trips however many."""
    wanted = Uuids(list(ids))
    connection.execute(_NAME, [wanted])
    found = connection.execute(_NUMBERS, [wanted], binary=True)
    return {ShipmentId(name): no for name, no in found}


def save(connection: Connection, rows: Iterable[Row]) -> None:
    """Write rows in one statement, sorted by surrogate so that pages are touched in order."""
    ordered = sorted(rows, key=lambda row: row.no)
    if not ordered:
        return
    connection.execute(
        _SAVE,
        [
            Int8s([row.no for row in ordered]),
            Uuids([row.id for row in ordered]),
            Texts([row.retailer for row in ordered]),
            Texts([row.carrier for row in ordered]),
            Texts([row.number for row in ordered]),
            Int2s([row.partition for row in ordered]),
            Int4s([row.version for row in ordered]),
            Int4s([row.generation for row in ordered]),
            Int2s([row.fold_version for row in ordered]),
            Byteas([row.state for row in ordered]),
            Byteas([row.seen for row in ordered]),
            Texts([row.milestone for row in ordered]),
            Texts([row.flags for row in ordered]),
            Texts([_GLUE.join(row.orders) for row in ordered]),
            Texts([_GLUE.join(row.references) for row in ordered]),
            Texts([row.order_versions for row in ordered]),
            Byteas([row.document for row in ordered]),
            Instants([row.updated_at for row in ordered]),
            Instants([row.check_at for row in ordered]),
        ],
    )


def partitions_due(connection: Connection) -> list[int]:
    """The partitions where a shipment waits to be looked at, by the database's clock."""
    found = connection.execute(
        "SELECT DISTINCT partition FROM shipment WHERE check_at <= now() ORDER BY partition"
    )
    return [partition for (partition,) in found]


def due(connection: Connection, partition: int, now: datetime, limit: int) -> list[Row]:
    """Shipments of a partition that the watchman is to look at, longest waiting first."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM shipment s WHERE s.partition = %b AND s.check_at <= %b"  # noqa: S608
        " ORDER BY s.check_at LIMIT %b",
        [partition, now, limit],
        binary=True,
    )
    return [_row(values) for values in found]


def look_again(connection: Connection, checks: Collection[tuple[int, datetime | None]]) -> None:
    """Set when the watchman looks next at each surrogate; None is never, until a fact comes."""
    connection.execute(
        "UPDATE shipment s SET check_at = u.check_at"
        " FROM unnest(%b::int8[], %b::timestamptz[]) AS u(no, check_at) WHERE s.no = u.no",
        [[no for no, _ in checks], [check for _, check in checks]],
    )


def _row(values: tuple[object, ...]) -> Row:
    row = Row(*values)  # type: ignore[arg-type]  # the columns stand in the order of the fields
    row.orders, row.references = _parted(row.orders), _parted(row.references)
    return row


def _parted(glued: object) -> tuple[str, ...]:
    """The elements of an array that came as one text; none holds the glue, ids forbid it."""
    return tuple(str(glued).split(_GLUE)) if glued else ()
