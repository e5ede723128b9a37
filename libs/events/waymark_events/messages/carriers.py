"""What came from a carrier, raw, and how its answers fare."""

from waymark_events.ids import AccountId, RetailerId, ShipmentId
from waymark_events.values import Instant, Value


class PayloadReceived(Value, frozen=True, kw_only=True):
    """A carrier's bytes as received: the record's value is `body`, the rest are attributes.

    `settings_version` numbers the account's parsing settings in force; `asked` are the numbers a
    poll asked for, in canonical form; `content_type` as the carrier sent it.
    """

    retailer: RetailerId
    account: AccountId
    dialect: str
    channel: str
    settings_version: int
    received_at: Instant
    body: bytes
    content_type: str = "application/octet-stream"
    asked: tuple[str, ...] = ()


class CarrierLooked(Value, frozen=True, kw_only=True):
    """When a number was asked for and what came of it. Compacted, not part of the stream.

    `outcome`: `news`, `nothing_new`, `not_found` or `refused`.
    """

    retailer: RetailerId
    account: AccountId
    shipment_id: ShipmentId
    asked_at: Instant
    outcome: str
    answered_at: Instant | None = None
    next_look_at: Instant | None = None


class CarrierAccountState(Value, frozen=True, kw_only=True):
    """Whether an account answers. `since` is when this state began."""

    retailer: RetailerId
    account: AccountId
    carrier: str
    healthy: bool
    since: Instant
    checked_at: Instant
    detail: str | None = None
