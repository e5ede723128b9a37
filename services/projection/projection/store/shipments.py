"""Rows of shipments: read a batch at a time, never one by one."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import ShipmentId
from waymark_runtime.columns import Uuids

from projection.domain import FOLD_VERSION

PAIR = 16
KEPT = 64


class Row(Struct):
    """A shipment's row, as much of it as is worked on.

    `seen` holds (8 bytes digest, 8 bytes offset) of the first 64 facts. `orders` and `references`
    are parallel; `order_versions` is JSON text `{order id: version}`. `relived` counts facts that
    were folded again because one beyond the 64th needed the history; once it is above 0,
    `fact_index` knows every scan that was ever named.
    """

    no: int
    id: ShipmentId
    retailer: str
    carrier: str
    number: str
    partition: int
    version: int = 0
    generation: int = 1
    state: bytes = b""
    seen: bytes = b""
    orders: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    order_versions: str = "{}"
    relived: int = 0
    fold_version: int = FOLD_VERSION


_COLUMNS = """s.no, s.id::text, s.retailer, s.carrier, s.number, s.partition, s.version,
    s.generation, s.state, s.seen, array_to_string(s.orders, E'\\x1f'),
    array_to_string(s.order_references, E'\\x1f'), s.order_versions, s.relived, s.fold_version"""

_LOAD = f"""
SELECT {_COLUMNS} FROM shipment_key k JOIN shipment s USING (no) WHERE k.id = ANY(%b::uuid[])
"""  # noqa: S608 (the columns are ours)

_NAME = """
INSERT INTO shipment_key (id) SELECT unnest(%b::uuid[]) ON CONFLICT (id) DO NOTHING
"""
_NUMBERS = "SELECT id::text, no FROM shipment_key WHERE id = ANY(%b::uuid[])"

GLUE = "\x1f"


def load(connection: Connection, ids: Collection[ShipmentId]) -> dict[ShipmentId, Row]:
    """The rows of these shipments in one round trip; unknown ids are absent."""
    found = connection.execute(_LOAD, [Uuids(list(ids))], binary=True)
    return {row.id: row for row in map(_row, found)}


def documents(connection: Connection, numbers: Collection[int]) -> dict[int, bytes]:
    """What was said last of these surrogates; empty where nothing was."""
    query = "SELECT no, document FROM shipment WHERE no = ANY(%b::int8[])"
    return dict(connection.execute(query, [list(numbers)], binary=True).fetchall())


def number(connection: Connection, ids: Collection[ShipmentId]) -> dict[ShipmentId, int]:
    """Give new shipments their surrogate, in two round trips however many."""
    wanted = Uuids(list(ids))
    connection.execute(_NAME, [wanted])
    found = connection.execute(_NUMBERS, [wanted], binary=True)
    return {ShipmentId(name): no for name, no in found}


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
    return tuple(str(glued).split(GLUE)) if glued else ()
