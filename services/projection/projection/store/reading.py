"""Reads for queries: by id, and lists by cursor. Never a row another retailer owns: the
connection carries the retailer, and the database holds to it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import OrderId, RetailerId, ShipmentId


class ShipmentRow(Struct, frozen=True):
    """A shipment as stored. `document` is the value of its last status message.

    `no` grows in order of appearance; `order_versions` is JSON text `{order id: version}`.
    """

    no: int
    id: ShipmentId
    retailer: RetailerId
    version: int
    generation: int
    order_versions: str
    document: bytes
    updated_at: datetime


class Seen(Struct, frozen=True):
    """Where a shipment's facts lie: packed (digest, offset) pairs of one partition."""

    no: int
    partition: int
    version: int
    seen: bytes


class OrderRow(Struct, frozen=True):
    """An order as stored. `document` is an `OrderState` as JSON."""

    no: int
    id: OrderId
    retailer: RetailerId
    version: int
    document: bytes
    updated_at: datetime


_SHIPMENT: Final = """
SELECT s.no, s.id::text, s.retailer, s.version, s.generation, s.order_versions, s.document,
       s.updated_at
FROM shipment s
"""
_BY_ID: Final = _SHIPMENT + " JOIN shipment_key k USING (no) WHERE k.id = ANY(%b::uuid[])"
_SEEN: Final = """
SELECT s.id::text, s.no, s.partition, s.version, s.seen
FROM shipment s JOIN shipment_key k USING (no) WHERE k.id = ANY(%b::uuid[])
"""
_ORDER: Final = """
SELECT o.no, o.id::text, o.retailer, o.version, o.document, o.updated_at FROM order_view o
"""
_ORDER_BY_ID: Final = _ORDER + " WHERE o.id = ANY(%b::uuid[])"
SHIPMENT_FILTERS: Final = {
    "carrier": "s.carrier = %b",
    "number": "s.number = ANY(%b)",
    "milestone": "s.milestone = %b",
    "flag": "%b = ANY(string_to_array(s.flags, ' '))",
    "reference": "%b = ANY(s.order_references)",
}
"""What a list of shipments can be narrowed by; values are compared exactly, `number` is a list."""
ORDER_FILTERS: Final = {"reference": "o.reference = %b", "state": "o.state = %b"}
"""What a list of orders can be narrowed by."""


def shipments(connection: Connection, ids: Collection[str]) -> dict[str, ShipmentRow]:
    """Shipments by id, in one round trip; unknown ids are absent."""
    found = connection.execute(_BY_ID, [[UUID(name) for name in ids]], binary=True)
    return {row.id: row for row in (ShipmentRow(*values) for values in found)}


def seen(connection: Connection, ids: Collection[str]) -> dict[str, Seen]:
    """Where the facts of shipments lie, by shipment; unknown ids are absent."""
    found = connection.execute(_SEEN, [[UUID(name) for name in ids]], binary=True)
    return {name: Seen(*values) for name, *values in found}


def listed_shipments(
    connection: Connection, filters: Mapping[str, object], before: int | None, limit: int
) -> list[ShipmentRow]:
    """Newest first below the surrogate `before`; filters as in `SHIPMENT_FILTERS`."""
    clauses, values = _where(filters, SHIPMENT_FILTERS, "s", before)
    query = f"{_SHIPMENT} WHERE {clauses} ORDER BY s.no DESC LIMIT %b"
    found = connection.execute(query, [*values, limit], binary=True)
    return [ShipmentRow(*row) for row in found]


def orders(connection: Connection, ids: Collection[str]) -> dict[str, OrderRow]:
    """Orders by id, in one round trip; unknown ids are absent."""
    found = connection.execute(_ORDER_BY_ID, [[UUID(name) for name in ids]], binary=True)
    return {row.id: row for row in (OrderRow(*values) for values in found)}


def listed_orders(
    connection: Connection, filters: Mapping[str, str], before: int | None, limit: int
) -> list[OrderRow]:
    """Newest first below the surrogate `before`; filters as in `ORDER_FILTERS`."""
    clauses, values = _where(filters, ORDER_FILTERS, "o", before)
    query = f"{_ORDER} WHERE {clauses} ORDER BY o.no DESC LIMIT %b"
    found = connection.execute(query, [*values, limit], binary=True)
    return [OrderRow(*row) for row in found]


def _where(
    filters: Mapping[str, object], known: Mapping[str, str], table: str, before: int | None
) -> tuple[str, list[Any]]:
    """Clauses of ours with places for the values; the policy names the retailer, too."""
    clauses = [f"{table}.retailer = current_setting('app.retailer', true)"]
    values: list[Any] = []
    for name, value in filters.items():
        clauses.append(known[name])
        values.append(value)
    if before is not None:
        clauses.append(f"{table}.no < %b")
        values.append(before)
    return " AND ".join(clauses), values
