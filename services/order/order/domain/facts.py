"""What was decided about an order, as stored for ever. Fields are only added.

A fact holds everything its `evolve` needs: what depended on the moment (instants, link keys,
grace) was put in when it was decided. No fact holds personal data: people are ids.
"""

from waymark_events.ids import (
    AccountId,
    OrderId,
    RecipientId,
    RetailerId,
    ShipmentId,
)
from waymark_events.messages.orders import LinkGrant, Refund
from waymark_events.values import (
    Content,
    Destination,
    Instant,
    Leg,
    Money,
    Services,
    Span,
    Value,
)
from waymark_events.vocabulary import Direction, Milestone, Way


class Line(Value, frozen=True, kw_only=True):
    """What was ordered: `quantity` pieces, at least one."""

    line_no: int
    sku: str
    title: str
    quantity: int
    price: Money | None = None


class Fact(Value, frozen=True, kw_only=True):
    """What every fact carries: when it was decided."""

    at: Instant


class Placed(Fact, frozen=True, kw_only=True):
    """The order exists. `tracked_only`: it has no lines and stands for parcels to follow.

    `notify`: whether people are told about it.
    """

    retailer: RetailerId
    order_id: OrderId
    reference: str
    placed_at: Instant
    destination: Destination
    lines: tuple[Line, ...]
    recipients: tuple[RecipientId, ...]
    links: tuple[LinkGrant, ...]
    return_period_days: int
    tracked_only: bool = False
    notify: bool = True


class Confirmed(Fact, frozen=True, kw_only=True):
    """The retailer accepted the order."""


class Processing(Fact, frozen=True, kw_only=True):
    """The warehouse works on it."""


class LineDelayed(Fact, frozen=True, kw_only=True):
    """A line comes later; `until` is a local day `YYYY-MM-DD`, or not known."""

    line_no: int
    until: str | None = None


class Amended(Fact, frozen=True, kw_only=True):
    """The whole list of lines and the destination as they stand from now on.

    `notify` holds for the order and all its parcels; None leaves as it is.
    """

    lines: tuple[Line, ...]
    destination: Destination
    notify: bool | None = None


class Label(Value, frozen=True, kw_only=True):
    """A tracking number as it was booked. `entered` is the number as typed."""

    leg: Leg
    entered: str
    hand_over_by: Instant
    carrier_account: AccountId | None = None


class Reckoned(Value, frozen=True, kw_only=True):
    """A promise with its due instant, grace included: a later calendar changes no history."""

    span: Span
    due: Instant


class ParcelBooked(Fact, frozen=True, kw_only=True):
    """Pieces are promised to a carrier. `contents` None: not stated.

    `replaces` is the lost or returned parcel this one stands for; `returns` the parcel whose
    goods a return parcel brings back. `notify` None: as the order.
    """

    parcel_no: int
    label: Label
    direction: Direction
    way: Way
    services: Services
    destination: Destination
    contents: tuple[Content, ...] | None = None
    promise: Reckoned | None = None
    replaces: int | None = None
    returns: int | None = None
    notify: bool | None = None


class ParcelRebooked(Fact, frozen=True, kw_only=True):
    """The parcel travels under another number. A promise in force is given anew to that number."""

    parcel_no: int
    label: Label
    promise: Reckoned | None = None


class PromiseChanged(Fact, frozen=True, kw_only=True):
    """The retailer promised another day."""

    parcel_no: int
    promise: Reckoned


class ParcelMoved(Fact, frozen=True, kw_only=True):
    """A status changed where a parcel's pieces are. `happened_at` is the carrier's own time."""

    parcel_no: int
    shipment_id: ShipmentId
    generation: int
    status_version: int
    milestone: Milestone
    happened_at: Instant


class ParcelCancelled(Fact, frozen=True, kw_only=True):
    """The parcel will not be handed over; its pieces are open again."""

    parcel_no: int


class LineCancelled(Fact, frozen=True, kw_only=True):
    """So many open pieces of a line will not come."""

    line_no: int
    quantity: int


class Cancelled(Fact, frozen=True, kw_only=True):
    """Nothing of the order will come: booked parcels and every piece not cancelled yet."""


class Returned(Fact, frozen=True, kw_only=True):
    """Goods are back. With `parcel_no`, those of that return parcel, instead of its contents."""

    contents: tuple[Content, ...]
    parcel_no: int | None = None


class Refunded(Fact, frozen=True, kw_only=True):
    """Money was given back. `settles` are lost parcels without stated contents it pays for."""

    refund: Refund
    settles: tuple[int, ...] = ()


class Completed(Fact, frozen=True, kw_only=True):
    """Nothing is open and the return period is over."""
