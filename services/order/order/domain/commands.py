"""What a retailer, a carrier's status or the clock asks of an order. Imperative, already parsed.

Edges have checked shapes, computed ids and zones, and reckoned due instants; whether the order
may do it is decided in `domain`.
"""

from waymark_events.ids import OrderId, RecipientId, RetailerId, ShipmentId
from waymark_events.messages.orders import LinkGrant
from waymark_events.values import (
    Content,
    Destination,
    Instant,
    Money,
    Services,
    Value,
)
from waymark_events.vocabulary import Direction, Milestone, Way

from order.domain.facts import Label, Line, Reckoned


class Place(Value, frozen=True, kw_only=True):
    """Make the order; the only command that has no order before it."""

    retailer: RetailerId
    order_id: OrderId
    reference: str
    destination: Destination
    placed_at: Instant
    recipients: tuple[RecipientId, ...]
    links: tuple[LinkGrant, ...]
    return_period_days: int
    lines: tuple[Line, ...] = ()
    notify: bool = True


class Confirm(Value, frozen=True):
    """Accept the order."""


class Process(Value, frozen=True):
    """Begin work in the warehouse; confirms too."""


class DelayLine(Value, frozen=True, kw_only=True):
    """Say that a line comes later."""

    line_no: int
    until: str | None = None


class Amend(Value, frozen=True, kw_only=True):
    """Replace lines and destination before hand-over; None leaves as it is.

    `notify` may change at any time, for the order and all its parcels.
    """

    lines: tuple[Line, ...] | None = None
    destination: Destination | None = None
    notify: bool | None = None


class Book(Value, frozen=True, kw_only=True):
    """Book a parcel. `contents` None: all that is still open. `replaces`, `returns`: parcel_no.

    `notify` None: people are told about it as about the order.
    """

    label: Label
    direction: Direction = Direction.OUTBOUND
    way: Way = Way.HOME
    services: Services = Services()
    destination: Destination | None = None
    contents: tuple[Content, ...] | None = None
    promise: Reckoned | None = None
    replaces: int | None = None
    returns: int | None = None
    notify: bool | None = None


class Rebook(Value, frozen=True, kw_only=True):
    """Give a parcel another tracking number."""

    parcel_no: int
    label: Label


class ChangePromise(Value, frozen=True, kw_only=True):
    """Promise another day for a parcel."""

    parcel_no: int
    promise: Reckoned


class CancelParcel(Value, frozen=True, kw_only=True):
    """Take a booked parcel back before the carrier has it."""

    parcel_no: int


class CancelLine(Value, frozen=True, kw_only=True):
    """Cancel open pieces of a line; `quantity` None: all that are open."""

    line_no: int
    quantity: int | None = None


class Cancel(Value, frozen=True):
    """Cancel the whole order before hand-over."""


class Receive(Value, frozen=True, kw_only=True):
    """Record that goods are back; with `parcel_no`, those of a return parcel."""

    contents: tuple[Content, ...]
    parcel_no: int | None = None


class GiveBack(Value, frozen=True, kw_only=True):
    """Record a refund for pieces; None: what is lost and not refunded yet; empty: goodwill."""

    amount: Money
    contents: tuple[Content, ...] | None = None


class Move(Value, frozen=True, kw_only=True):
    """Take a shipment's status into account."""

    shipment_id: ShipmentId
    generation: int
    status_version: int
    milestone: Milestone
    happened_at: Instant


class Complete(Value, frozen=True):
    """Complete the order if nothing is open and the return period is over by now."""


Command = (
    Confirm
    | Process
    | DelayLine
    | Amend
    | Book
    | Rebook
    | ChangePromise
    | CancelParcel
    | CancelLine
    | Cancel
    | Receive
    | GiveBack
    | Move
    | Complete
)
