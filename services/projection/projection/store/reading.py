"""Reads for queries: by id, by number, by link, and lists by cursor. Never a row another retailer
owns: the connection carries the retailer, and the database holds to it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import OrderId, RecipientId, RetailerId, ShipmentId


class ShipmentRow(Struct, frozen=True):
    """A shipment as stored. `document` is the value of its last status message."""

    no: int
    id: ShipmentId
    retailer: RetailerId
    version: int
    generation: int
    partition: int
    seen: bytes
    state: bytes
    order_versions: str
    document: bytes
    updated_at: datetime


class OrderRow(Struct, frozen=True):
    """An order as stored. `document` is an `OrderState` as JSON."""

    no: int
    id: OrderId
    retailer: RetailerId
    version: int
    document: bytes
    updated_at: datetime


class LinkRow(Struct, frozen=True):
    """What a tracking link opens."""

    retailer: RetailerId
    order_id: OrderId
    recipient_id: RecipientId
    role: str


class Look(Struct, frozen=True):
    """When the carrier was asked about a shipment, and whether its account answers."""

    shipment_id: ShipmentId
    account: str
    asked_at: datetime
    answered_at: datetime | None
    next_look_at: datetime | None
    outcome: str
    healthy: bool | None
    since: datetime | None


class Told(Struct, frozen=True):
    """A notification that was sent, failed or suppressed."""

    shipment_id: ShipmentId | None
    trigger: str
    occasion: str
    channel: str
    outcome: str
    at: datetime


_SHIPMENT = """SELECT no, id::text, retailer, version, generation, partition, seen, state,
    order_versions, document, updated_at FROM shipment"""
_ORDER = "SELECT no, id::text, retailer, version, document, updated_at FROM order_view"


def shipments(connection: Connection, ids: Collection[str]) -> dict[ShipmentId, ShipmentRow]:
    """Shipments by id, in one round trip; unknown ids are absent."""
    found = connection.execute(
        _SHIPMENT + " WHERE no = ANY(SELECT no FROM shipment_key WHERE id = ANY(%b::uuid[]))",
        [[UUID(name) for name in ids]],
        binary=True,
    )
    return {row.id: row for row in (ShipmentRow(*values) for values in found)}


def listed_shipments(
    connection: Connection, filters: dict[str, str], before: int | None, limit: int
) -> list[ShipmentRow]:
    """Newest first below the surrogate `before`; filters: carrier, number, milestone, flag,
    reference. Values are compared exactly.
    """
    clauses, values = _where(
        filters,
        {
            "carrier": "carrier = %b",
            "number": "number = %b",
            "milestone": "milestone = %b",
            "flag": "%b = ANY(string_to_array(flags, ' '))",
            "reference": "%b = ANY(order_references)",
        },
        before,
    )
    found = connection.execute(
        _SHIPMENT + f" WHERE {clauses} ORDER BY no DESC LIMIT %b", [*values, limit], binary=True
    )
    return [ShipmentRow(*row) for row in found]


def orders(connection: Connection, ids: Collection[str]) -> dict[OrderId, OrderRow]:
    """Orders by id, in one round trip; unknown ids are absent."""
    found = connection.execute(
        _ORDER + " WHERE id = ANY(%b::uuid[])", [[UUID(name) for name in ids]], binary=True
    )
    return {row.id: row for row in (OrderRow(*values) for values in found)}


def listed_orders(
    connection: Connection, filters: dict[str, str], before: int | None, limit: int
) -> list[OrderRow]:
    """Newest first below the surrogate `before`; filters: reference, state."""
    clauses, values = _where(
        filters, {"reference": "reference = %b", "state": "state = %b"}, before
    )
    found = connection.execute(
        _ORDER + f" WHERE {clauses} ORDER BY no DESC LIMIT %b", [*values, limit], binary=True
    )
    return [OrderRow(*row) for row in found]


def link(connection: Connection, digest: bytes) -> LinkRow | None:
    """What the token with this SHA-256 opens; the table has no policy, a digest is the proof."""
    found = connection.execute(
        "SELECT retailer, order_id::text, recipient_id::text, role FROM link WHERE digest = %b",
        [digest],
        binary=True,
    ).fetchone()
    return None if found is None else LinkRow(*found)


def looks(connection: Connection, ids: Collection[str]) -> dict[ShipmentId, Look]:
    """When the carrier was last asked about each shipment."""
    found = connection.execute(
        "SELECT l.shipment_id::text, l.account, l.asked_at, l.answered_at, l.next_look_at,"
        " l.outcome, a.healthy, a.since"
        " FROM look l LEFT JOIN account_state a USING (retailer, account)"
        " WHERE l.shipment_id = ANY(%b::uuid[])",
        [[UUID(name) for name in ids]],
        binary=True,
    )
    return {look.shipment_id: look for look in (Look(*values) for values in found)}


def told(connection: Connection, order: str) -> list[Told]:
    """Who was told what about an order, oldest first."""
    found = connection.execute(
        "SELECT shipment_id::text, trigger, occasion, channel, outcome, at FROM told"
        " WHERE order_id = %b ORDER BY at, ledger_id",
        [UUID(order)],
        binary=True,
    )
    return [Told(*values) for values in found]


def contact(connection: Connection, recipient: str) -> tuple[str | None, str | None]:
    """Language and zone of a recipient, as far as known."""
    found = connection.execute(
        "SELECT language, zone FROM contact_key WHERE recipient_id = %b",
        [UUID(recipient)],
        binary=True,
    ).fetchone()
    return (None, None) if found is None else (found[0], found[1])


def _where(
    filters: dict[str, str], known: dict[str, str], before: int | None
) -> tuple[str, Sequence[Any]]:
    clauses = ["retailer = current_setting('app.retailer', true)"]
    values: list[Any] = []
    for name, value in filters.items():
        clauses.append(known[name])
        values.append(value)
    if before is not None:
        clauses.append("no < %b")
        values.append(before)
    return " AND ".join(clauses), values
