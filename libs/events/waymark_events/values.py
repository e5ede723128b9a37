"""Values that several messages share. All frozen; unknown fields of newer writers are ignored."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, field

from waymark_events.ids import OrderId, ParcelId, RecipientId, ShipmentId
from waymark_events.vocabulary import (
    Certainty,
    Deed,
    Direction,
    LinkKind,
    Party,
    Way,
)

Instant = Annotated[datetime, Meta(tz=True)]
"""A point in time with an offset; a naive one is refused where it enters."""


class Value(Struct, frozen=True, gc=False, omit_defaults=True):
    """The base of every value and message: frozen, defaults left off the wire."""


class When(Value, frozen=True, kw_only=True):
    """A carrier's time: what was printed, the instant derived from it, and how sure we are.

    `local` is `YYYY-MM-DDTHH:MM:SS` or, when only a day was printed, `YYYY-MM-DD`. `instant` is
    absent unless certainty is `exact`, `place` or `account`. `zone` is an IANA name or an offset
    such as `-07:00`; with certainty `none` it is the best guess, used for order and never shown.
    """

    local: str
    certainty: Certainty
    instant: Instant | None = None
    zone: str | None = None


class Place(Value, frozen=True, kw_only=True):
    """Where a scan happened, city-level: no street, no postcode. `country` is ISO 3166 alpha-2."""

    name: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


class Span(Value, frozen=True, kw_only=True):
    """When something is to arrive, in the destination's local time.

    `precision` is `window` (`from`, `to` as `YYYY-MM-DDTHH:MM`), `day` (`YYYY-MM-DD`) or
    `working_days` (days too, reckoned from a count). `zone` is an IANA name.
    """

    from_: str = field(name="from")
    to: str
    precision: str
    zone: str


class Money(Value, frozen=True, kw_only=True):
    """An amount as decimal text such as `12.40`, and an ISO 4217 currency."""

    amount: str
    currency: str


class Destination(Value, frozen=True, kw_only=True):
    """Where the parcel is to go: ISO 3166 alpha-2 country and IANA zone."""

    country: str
    zone: str


class Services(Value, frozen=True, kw_only=True):
    """What was booked beside the carriage. `age_check` is in years."""

    cash_on_delivery: Money | None = None
    age_check: int | None = None
    identity_check: bool = False
    signature: bool = False
    appointment: bool = False


class Content(Value, frozen=True, kw_only=True):
    """How many of an order's line are in a parcel."""

    line_no: int
    quantity: int


class Where(Value, frozen=True, kw_only=True):
    """A place to go to; what is not known is absent."""

    name: str | None = None
    address: str | None = None
    hours: str | None = None


class Action(Value, frozen=True, kw_only=True):
    """What somebody has to do. `until` is a local day `YYYY-MM-DD` or an RFC 3339 instant."""

    by: Party
    what: Deed
    until: str | None = None
    where: Where | None = None
    amount: Money | None = None
    link: str | None = None


class Leg(Value, frozen=True, kw_only=True):
    """One tracking number of a parcel."""

    shipment_id: ShipmentId
    carrier: str
    number: str


class LinkRef(Value, frozen=True, kw_only=True):
    """A leg that another leg is joined with; `outgoing` when this stream is the `from`."""

    leg: Leg
    kind: LinkKind
    outgoing: bool


class BookingRef(Value, frozen=True, kw_only=True):
    """Which order a leg was booked for, as its status carries it."""

    order_id: OrderId
    order_reference: str
    parcel_id: ParcelId
    recipients: tuple[RecipientId, ...]
    direction: Direction
    way: Way
    account: str | None = None


class Promise(Value, frozen=True, kw_only=True):
    """The retailer's promise in force. `due` is the instant after which it is missed."""

    promise_id: str
    span: Span
    due: Instant


class Estimate(Value, frozen=True, kw_only=True):
    """The carrier's last estimate. `span` is absent when the carrier names no day any more."""

    basis: str
    observed_at: Instant
    span: Span | None = None
