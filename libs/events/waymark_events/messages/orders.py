"""What the retailer decided (`order.events.v1`). Each message carries the order after it."""

from waymark_events.ids import OrderId, ParcelId, RecipientId, RetailerId
from waymark_events.values import (
    Action,
    Content,
    Destination,
    Instant,
    Leg,
    Money,
    Promise,
    Services,
    Value,
)
from waymark_events.vocabulary import Direction, Milestone, Way


class LineState(Value, frozen=True, kw_only=True):
    """A line and where its pieces are; the six counts always add up to `quantity`."""

    line_no: int
    sku: str
    title: str
    quantity: int
    open: int
    in_parcel: int = 0
    delivered: int = 0
    lost: int = 0
    returned: int = 0
    cancelled: int = 0
    price: Money | None = None
    delayed_until: str | None = None


class ParcelState(Value, frozen=True, kw_only=True):
    """A booked parcel: its numbers in the order they were booked, the last one in force.

    `notify`: whether people are told about this parcel; the order's, unless said otherwise.
    """

    parcel_id: ParcelId
    parcel_no: int
    legs: tuple[Leg, ...]
    direction: Direction
    way: Way
    milestone: Milestone
    contents: tuple[Content, ...] | None = None
    services: Services = Services()
    promise: Promise | None = None
    replaces: ParcelId | None = None
    cancelled: bool = False
    notify: bool = True


class LinkGrant(Value, frozen=True, kw_only=True):
    """A tracking link that was made: enough to compute its token, never the token."""

    recipient_id: RecipientId
    role: str
    kid: str
    link_version: int


class Refund(Value, frozen=True, kw_only=True):
    """Money given back for pieces of lines; amounts are the retailer's."""

    amount: Money
    at: Instant
    contents: tuple[Content, ...] = ()


class OrderState(Value, frozen=True, kw_only=True):
    """The whole order after an event. `version` is the count of its stored events.

    `state`: placed, confirmed, processing, partly_shipped, shipped, partly_delivered, delivered,
    partly_returned, returned, cancelled or completed. `notify`: whether people are told about the
    order; about a parcel, that parcel says so.
    """

    retailer: RetailerId
    order_id: OrderId
    reference: str
    version: int
    state: str
    placed_at: Instant
    destination: Destination
    lines: tuple[LineState, ...] = ()
    parcels: tuple[ParcelState, ...] = ()
    links: tuple[LinkGrant, ...] = ()
    refunds: tuple[Refund, ...] = ()
    actions: tuple[Action, ...] = ()
    return_period_days: int = 14
    last_delivery_at: Instant | None = None
    tracked_only: bool = False
    notify: bool = True


class OrderEvent(Value, frozen=True, kw_only=True):
    """What every order event carries: the order after it and when it was decided."""

    order: OrderState
    at: Instant


class OrderPlaced(OrderEvent, frozen=True, kw_only=True):
    """The order exists."""


class OrderConfirmed(OrderEvent, frozen=True, kw_only=True):
    """The retailer accepted the order."""


class OrderProcessing(OrderEvent, frozen=True, kw_only=True):
    """The warehouse works on it."""


class OrderDelayed(OrderEvent, frozen=True, kw_only=True):
    """A line comes later; `until` is a local day or unknown."""

    line_no: int
    until: str | None = None


class OrderAmended(OrderEvent, frozen=True, kw_only=True):
    """Lines or destination were changed before hand-over, or whether people are told."""


class OrderParcelBooked(OrderEvent, frozen=True, kw_only=True):
    """A parcel was booked, or booked again under another number (`replaced_leg`)."""

    parcel_id: ParcelId
    leg: Leg
    replaced_leg: Leg | None = None


class OrderPromiseChanged(OrderEvent, frozen=True, kw_only=True):
    """The promise of a parcel was changed by the retailer."""

    parcel_id: ParcelId


class OrderParcelMoved(OrderEvent, frozen=True, kw_only=True):
    """A status changed the state of a quantity."""

    parcel_id: ParcelId
    leg: Leg
    generation: int
    status_version: int
    milestone: Milestone


class OrderParcelCancelled(OrderEvent, frozen=True, kw_only=True):
    """A parcel was cancelled before the carrier had it; its pieces are open or cancelled."""

    parcel_id: ParcelId


class OrderLineCancelled(OrderEvent, frozen=True, kw_only=True):
    """So many pieces of a line will not come."""

    line_no: int
    quantity: int


class OrderCancelled(OrderEvent, frozen=True, kw_only=True):
    """Nothing of the order will come."""


class OrderReturned(OrderEvent, frozen=True, kw_only=True):
    """Pieces came back to the retailer, by whatever way."""

    contents: tuple[Content, ...]


class OrderRefunded(OrderEvent, frozen=True, kw_only=True):
    """Money was given back."""

    refund: Refund


class OrderCompleted(OrderEvent, frozen=True, kw_only=True):
    """Nothing is open and the return period is over."""
