"""Who asks for what, and how a call ends."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from waymark_events.ids import RetailerId, ShipmentId
from waymark_events.values import Instant

from order.domain.order import Order


class Denied(Exception):  # noqa: N818 (an answer to a caller, never logged as an error)
    """A call that is answered with a problem. `code` is stable for programs.

    `errors` names fields, what was wrong with each and what would be right.
    """

    def __init__(
        self, status: int, code: str, detail: str, errors: Sequence[Mapping[str, str]] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors


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
