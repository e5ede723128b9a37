"""What is true of a shipment now (`shipment.status.v1`), derived from its stream."""

from waymark_events.ids import RetailerId, ScanId
from waymark_events.values import (
    Action,
    BookingRef,
    Estimate,
    Instant,
    LinkRef,
    Promise,
    Value,
    When,
)
from waymark_events.vocabulary import Flag, Milestone


class PublicStatus(Value, frozen=True, kw_only=True):
    """The public status: a fact that leaves it equal publishes nothing.

    `attempts` counts the failed attempts of this journey that stand.
    """

    milestone: Milestone
    reason: str
    journey: str
    flags: tuple[Flag, ...] = ()
    action: Action | None = None
    promise: Promise | None = None
    estimate: Estimate | None = None
    attempts: int = 0
    bookings: tuple[BookingRef, ...] = ()
    links: tuple[LinkRef, ...] = ()


class ShipmentStatusChanged(Value, frozen=True, kw_only=True):
    """One message for each fact that changed the public status.

    (`generation`, `version`) grows per shipment; consumers keep the highest and drop the rest.
    `cause` is `scan`, `correction`, `estimate`, `booking`, `promise`, `cancellation`, `link`,
    `deadline` or `rebuild`; `caused_by` the fact's ce_id, `scan_id` its scan. `since` is the own
    time of the scan that set the milestone, `known_at` the append time of the causing fact.
    """

    retailer: RetailerId
    carrier: str
    number: str
    generation: int
    version: int
    status: PublicStatus
    cause: str
    caused_by: str
    known_at: Instant
    since: When | None = None
    scan_id: ScanId | None = None
