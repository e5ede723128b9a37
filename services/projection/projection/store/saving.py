"""Rows of shipments: written a batch at a time, sorted so that pages are touched in order."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from psycopg import Connection, Cursor
from waymark_runtime.columns import (
    Booleans,
    Byteas,
    Column,
    Instants,
    Int2s,
    Int4s,
    Int8s,
    Labels,
    Texts,
    Uuids,
)

from projection.domain import FOLD_VERSION
from projection.store.shipments import GLUE, Row


class Moved(Struct, frozen=True, gc=False):
    """A shipment after a batch.

    `document` is empty where no message went out: the last one stands. `due` is when the watchman
    has to look; `anew` says that what it was to look at before counts no longer.
    """

    row: Row
    state: bytes
    milestone: str
    flags: str
    document: bytes
    updated_at: datetime
    due: datetime | None
    anew: bool


_INSERT = """
INSERT INTO shipment
SELECT u.no, u.id, u.retailer, u.carrier, u.number, u.partition, u.version, u.generation,
       u.fold_version, u.state, u.seen, u.milestone, u.flags,
       string_to_array(u.orders, E'\\x1f'), string_to_array(u.order_references, E'\\x1f'),
       u.order_versions, u.document, u.updated_at, u.check_at
FROM unnest(%b::int8[], %b::int4[], %b::bytea[], %b::bytea[], %b::text[], %b::text[], %b::bytea[],
            %b::timestamptz[], %b::timestamptz[], %b::uuid[], %b::text[], %b::text[], %b::text[],
            %b::int2[], %b::int4[], %b::int2[], %b::text[], %b::text[], %b::text[])
  AS u(no, version, state, seen, milestone, flags, document, updated_at, check_at, id, retailer,
       carrier, number, partition, generation, fold_version, orders, order_references,
       order_versions)
"""

# the watchman may have moved its own look since the row was read: an earlier one wins
_UPDATE = """
UPDATE shipment s SET
    version = u.version, fold_version = %b, state = u.state, seen = u.seen,
    milestone = u.milestone, flags = u.flags, updated_at = u.updated_at,
    document = CASE u.document WHEN '' THEN s.document ELSE u.document END,
    check_at = CASE WHEN u.anew THEN u.check_at ELSE LEAST(s.check_at, u.check_at) END
FROM unnest(%b::int8[], %b::int4[], %b::bytea[], %b::bytea[], %b::text[], %b::text[], %b::bytea[],
            %b::timestamptz[], %b::timestamptz[], %b::uuid[], %b::bool[])
  AS u(no, version, state, seen, milestone, flags, document, updated_at, check_at, id, anew)
WHERE s.no = u.no AND s.id = u.id
"""

_ORDERS = """
UPDATE shipment s SET orders = string_to_array(u.orders, E'\\x1f'),
    order_references = string_to_array(u.order_references, E'\\x1f'),
    order_versions = u.order_versions
FROM unnest(%b::int8[], %b::text[], %b::text[], %b::text[])
  AS u(no, orders, order_references, order_versions)
WHERE s.no = u.no
"""


_RELIVED: Final = """
UPDATE shipment s SET relived = u.relived
FROM unnest(%b::int8[], %b::int4[]) AS u(no, relived) WHERE s.no = u.no
"""


def insert(connection: Connection, moved: Collection[Moved]) -> None:
    """Write shipments that had no row."""
    if not moved:
        return
    ordered = _ordered(moved)
    rows = [one.row for one in ordered]
    own: list[Column] = [
        Uuids([row.id for row in rows]),
        Labels([row.retailer for row in rows]),
        Labels([row.carrier for row in rows]),
        Texts([row.number for row in rows]),
        Int2s([row.partition for row in rows]),
        Int4s([row.generation for row in rows]),
        Int2s([FOLD_VERSION] * len(rows)),
    ]
    connection.execute(_INSERT, [*_columns(ordered), *own, *_bookings(rows)])


def update(connection: Connection, moved: Collection[Moved]) -> Cursor[Any]:
    """Write what a batch moved of shipments that have a row.

    The cursor tells how many had one, once the pipeline is over.
    """
    ordered = _ordered(moved)
    ids = Uuids([one.row.id for one in ordered])
    anew = Booleans([one.anew for one in ordered])
    return connection.execute(_UPDATE, [FOLD_VERSION, *_columns(ordered), ids, anew])


def rebook(connection: Connection, rows: Sequence[Row]) -> None:
    """Write which orders these shipments belong to."""
    if rows:
        connection.execute(_ORDERS, [Int8s([row.no for row in rows]), *_bookings(rows)])


def relive(connection: Connection, rows: Sequence[Row]) -> None:
    """Write how much was folded again of these shipments."""
    if rows:
        given = [Int8s([row.no for row in rows]), Int4s([row.relived for row in rows])]
        connection.execute(_RELIVED, given)


def _bookings(rows: Sequence[Row]) -> list[Column]:
    """Orders, references and versions."""
    return [
        Texts([GLUE.join(row.orders) for row in rows]),
        Texts([GLUE.join(row.references) for row in rows]),
        Texts([row.order_versions for row in rows]),
    ]


def _ordered(moved: Collection[Moved]) -> list[Moved]:
    return sorted(moved, key=lambda one: one.row.no)


def _columns(ordered: Sequence[Moved]) -> list[Column]:
    """What every batch writes: surrogate, version, state, seen, ..., when to look."""
    return [
        Int8s([one.row.no for one in ordered]),
        Int4s([one.row.version for one in ordered]),
        Byteas([one.state for one in ordered]),
        Byteas([one.row.seen for one in ordered]),
        Labels([one.milestone for one in ordered]),
        Labels([one.flags for one in ordered]),
        Byteas([one.document for one in ordered]),
        Instants([one.updated_at for one in ordered]),
        Instants([one.due for one in ordered]),
    ]
