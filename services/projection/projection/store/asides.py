"""Reads of what stands beside shipments and orders: looks, links, contacts, notifications."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import OrderId, RecipientId, RetailerId, ShipmentId


class LinkRow(Struct, frozen=True):
    """What a tracking link opens."""

    retailer: RetailerId
    order_id: OrderId
    recipient_id: RecipientId
    role: str


class Look(Struct, frozen=True):
    """When the carrier was asked about a shipment, and whether its account answers.

    `healthy` and `since` are None where nothing was said of the account.
    """

    shipment_id: ShipmentId
    account: str
    asked_at: datetime
    answered_at: datetime | None
    next_look_at: datetime | None
    outcome: str
    healthy: bool | None
    since: datetime | None


class Told(Struct, frozen=True):
    """A notification that was sent, failed or suppressed; `detail` says why, or that it is kept."""

    order_id: OrderId
    shipment_id: ShipmentId | None
    trigger: str
    occasion: str
    channel: str
    outcome: str
    at: datetime
    detail: str | None = None


KEPT = "kept"
"""The detail of a message that was kept instead of being sent, for a test mode."""
_LOOKS = """
SELECT l.shipment_id::text, l.account, l.asked_at, l.answered_at, l.next_look_at, l.outcome,
       a.healthy, a.since
FROM look l LEFT JOIN account_state a USING (retailer, account)
WHERE l.shipment_id = ANY(%b::uuid[])
"""
_TOLD = """
SELECT order_id::text, shipment_id::text, trigger, occasion, channel, outcome, at, detail FROM told
WHERE order_id = ANY(%b::uuid[]) ORDER BY at, ledger_id
"""
_LINK = "SELECT retailer, order_id::text, recipient_id::text, role FROM link WHERE digest = %b"
_LANGUAGE = "SELECT language FROM contact_key WHERE recipient_id = %b"


def link(connection: Connection, digest: bytes) -> LinkRow | None:
    """What the token with this SHA-256 opens; the table has no policy, a digest is the proof."""
    found = connection.execute(_LINK, [digest], binary=True).fetchone()
    return None if found is None else LinkRow(*found)


def looks(connection: Connection, ids: Collection[str]) -> dict[str, Look]:
    """When the carrier was last asked about each shipment, by shipment id."""
    found = connection.execute(_LOOKS, [[UUID(name) for name in ids]], binary=True)
    return {look.shipment_id: look for look in (Look(*values) for values in found)}


def told(connection: Connection, orders: Collection[str]) -> dict[str, list[Told]]:
    """Who was told what about orders, by order id, oldest first."""
    by_order: dict[str, list[Told]] = defaultdict(list)
    found = connection.execute(_TOLD, [[UUID(name) for name in orders]], binary=True)
    for values in found:
        by_order[values[0]].append(Told(*values))
    return by_order


def language(connection: Connection, recipient: str) -> str | None:
    """The language of a recipient, as far as known."""
    found = connection.execute(_LANGUAGE, [UUID(recipient)], binary=True).fetchone()
    return None if found is None else found[0]
