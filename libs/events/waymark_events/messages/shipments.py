"""Facts of a shipment's stream (`shipment.events.v1`) and what the carrier said in private.

Every fact names retailer, carrier and canonical number: the shipment id is recomputed from them
and a record under another key is parked.
"""

from waymark_events.ids import AccountId, OrderId, ParcelId, RecipientId, RetailerId, ScanId
from waymark_events.values import (
    Content,
    Destination,
    Instant,
    Leg,
    Place,
    Services,
    Span,
    Value,
    When,
)
from waymark_events.vocabulary import Direction, Kind, LinkKind, Milestone, Way


class ShipmentFact(Value, frozen=True, kw_only=True):
    """What every fact of a stream carries."""

    retailer: RetailerId
    carrier: str
    number: str


class ShipmentBooked(ShipmentFact, frozen=True, kw_only=True):
    """An order's parcel travels under this number. `entered` is the number as typed."""

    entered: str
    order_id: OrderId
    order_version: int
    order_reference: str
    parcel_id: ParcelId
    parcel_no: int
    recipients: tuple[RecipientId, ...]
    direction: Direction
    way: Way
    destination: Destination
    placed_at: Instant
    booked_at: Instant
    hand_over_by: Instant
    services: Services = Services()
    carrier_account: AccountId | None = None
    contents: tuple[Content, ...] | None = None


class ShipmentPromised(ShipmentFact, frozen=True, kw_only=True):
    """The retailer promised a day. `due` is fixed now; a later calendar changes no history."""

    order_id: OrderId
    order_version: int
    span: Span
    due: Instant
    observed_at: Instant


class ShipmentCancelled(ShipmentFact, frozen=True, kw_only=True):
    """The retailer cancelled the parcel before the carrier had it."""

    order_id: OrderId
    order_version: int
    at: Instant


class ShipmentLinked(ShipmentFact, frozen=True, kw_only=True):
    """The retailer joined two numbers; published under both, ids ending in `:from` and `:to`."""

    order_id: OrderId
    order_version: int
    origin: Leg
    successor: Leg
    kind: LinkKind
    at: Instant


class ShipmentScanned(ShipmentFact, frozen=True, kw_only=True):
    """A statement about a scan: the first one, or a later one about the same `scan_id`.

    `code` is the carrier's code in the form of its table. `withdraws` names the scan a
    correction takes back; without it, `withdraws_codes` narrows which earlier event may be meant.
    `text` is one of the carrier's fixed phrases, never free text. `hidden`: the carrier forbids
    showing this scan to the public.
    """

    scan_id: ScanId
    kind: Kind
    milestone: Milestone
    reason: str
    when: When
    code: str
    dialect: str
    channel: str
    account: AccountId
    observed_at: Instant
    mapping_version: int
    sequence: int = 0
    place: Place | None = None
    text: str | None = None
    text_language: str | None = None
    pickup_until: str | None = None
    duties_amount: str | None = None
    duties_currency: str | None = None
    withdraws: ScanId | None = None
    withdraws_codes: tuple[str, ...] = ()
    hidden: bool = False


class ShipmentEstimated(ShipmentFact, frozen=True, kw_only=True):
    """The carrier's estimate as of `observed_at`. `basis`: `first`, `revised`, `committed`, `none`.

    With basis `none` there is no span: the carrier names no day any more.
    """

    basis: str
    dialect: str
    channel: str
    account: AccountId
    observed_at: Instant
    mapping_version: int
    span: Span | None = None


class ShipmentPromiseMissed(ShipmentFact, frozen=True, kw_only=True):
    """The watchman read the stream past the promise's due instant without an answer."""

    promise_id: str
    due: Instant
    zone: str


class ShipmentFellSilent(ShipmentFact, frozen=True, kw_only=True):
    """No carrier fact for longer than the milestone allows, counted from `fact_id`."""

    fact_id: str
    since: Instant
    due: Instant


class ShipmentNeverSeen(ShipmentFact, frozen=True, kw_only=True):
    """48 h after the promised hand-over no carrier had the parcel."""

    booking_id: str
    hand_over_by: Instant
    due: Instant


class ShipmentExpired(ShipmentFact, frozen=True, kw_only=True):
    """60 days without a fact of another writer; polling stops. `fact_id` is the last one."""

    fact_id: str
    due: Instant


class ShipmentPrivateNoted(ShipmentFact, frozen=True, kw_only=True):
    """What a carrier said that a stranger must not read; kept 30 days on the topic."""

    scan_id: ScanId
    observed_at: Instant
    receiver: str | None = None
    neighbour: str | None = None
    safe_place: str | None = None
    pickup_name: str | None = None
    pickup_address: str | None = None
    free_text: str | None = None
