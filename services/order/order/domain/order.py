"""An order as its facts left it."""

from waymark_events.ids import OrderId, ParcelId, RecipientId, RetailerId, ShipmentId, parcel_id
from waymark_events.messages.orders import LinkGrant, Refund
from waymark_events.values import (
    Content,
    Destination,
    Instant,
    Leg,
    Promise,
    Services,
    Value,
)
from waymark_events.vocabulary import Direction, Milestone, Way

from order.domain.facts import Label, Line

STAGES = ("placed", "confirmed", "processing")
"""How far a retailer took an order before anything was shipped, in order."""


class Parcel(Value, frozen=True, kw_only=True):
    """A booked parcel; the last label is the one in force.

    (`generation`, `status_version`) is that of the status which last moved it under that label.
    `notify` None: as the order.
    """

    parcel_no: int
    labels: tuple[Label, ...]
    direction: Direction
    way: Way
    services: Services
    destination: Destination
    contents: tuple[Content, ...] | None
    promise: Promise | None
    replaces: int | None
    returns: int | None
    milestone: Milestone = Milestone.UNKNOWN
    generation: int = 0
    status_version: int = 0
    moved_at: Instant | None = None
    cancelled: bool = False
    notify: bool | None = None
    received: tuple[Content, ...] | None = None

    @property
    def leg(self) -> Leg:
        """The number in force."""
        return self.labels[-1].leg


class Order(Value, frozen=True, kw_only=True):
    """All that was decided. `version` counts facts; `last_at` is the last one's instant."""

    retailer: RetailerId
    order_id: OrderId
    reference: str
    version: int
    stage: str
    placed_at: Instant
    last_at: Instant
    destination: Destination
    lines: tuple[Line, ...]
    recipients: tuple[RecipientId, ...]
    links: tuple[LinkGrant, ...]
    return_period_days: int
    tracked_only: bool = False
    notify: bool = True
    cancelled: tuple[Content, ...] = ()
    delayed: tuple[tuple[int, str | None], ...] = ()
    parcels: tuple[Parcel, ...] = ()
    received: tuple[Content, ...] = ()
    refunds: tuple[Refund, ...] = ()
    settled: tuple[int, ...] = ()
    completed: bool = False

    def parcel(self, parcel_no: int) -> Parcel | None:
        """The parcel of this number, counted from 1."""
        return self.parcels[parcel_no - 1] if 0 < parcel_no <= len(self.parcels) else None

    def parcel_id(self, parcel_no: int) -> ParcelId:
        """The public identity of a parcel of this order."""
        return parcel_id(self.order_id, parcel_no)

    def travelling_as(self, shipment: ShipmentId) -> Parcel | None:
        """The parcel whose number in force names this stream; None for a number given up."""
        found = (p for p in self.parcels if p.leg.shipment_id == shipment and not p.cancelled)
        return next(found, None)
