"""Who asks for what, and how a call ends."""

from msgspec import Struct
from waymark_events.ids import RetailerId, ShipmentId
from waymark_events.values import Instant

from order.domain.order import Order


class Call(Struct, frozen=True, kw_only=True):
    """One write. `key` and `request` are the Idempotency-Key and the keyed digest of what it asks.

    `expected` is the order's version the caller decided on, if it says so.
    """

    retailer: RetailerId
    now: Instant
    key: str | None = None
    request: bytes = b""
    expected: int | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """What a write is answered with: the order as of its version, and its HTTP status."""

    status: int
    order: Order
    shipment: ShipmentId | None = None
    warnings: tuple[str, ...] = ()
