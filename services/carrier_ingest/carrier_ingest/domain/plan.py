"""What is known of a number that may have to be asked for, and what changes it.

The moments given are append times of records, so that a plan read again is the same plan.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct, structs
from waymark_events.codec import Envelope, envelope
from waymark_events.ids import AccountId, RetailerId, ShipmentId
from waymark_events.messages.carriers import CarrierLooked
from waymark_events.messages.shipments import ShipmentBooked, ShipmentCancelled, ShipmentLinked
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.numbers import TEST
from waymark_events.topics import Service
from waymark_events.values import Span
from waymark_events.vocabulary import Flag, LinkKind, Milestone, Way

from carrier_ingest.carriers.heard import Outcome
from carrier_ingest.domain.naming import name_of

NOTHING_NEW: Final = "nothing_new"
Change = ShipmentBooked | ShipmentCancelled | ShipmentLinked | ShipmentStatusChanged


class Play(Struct, frozen=True, kw_only=True):
    """A journey of the test carrier that is being played: since when, and the recipient's zone."""

    begun_at: datetime
    zone: str


class Plan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One number. `orders` are the bookings that still wait for it; `due_at` None: never ask.

    `heard` digests what the last answer said, `misses` counts looks in a row without a parcel,
    `refused` says that the carrier will never answer. `published` is the outcome last published,
    at `published_at`. `play`: the number is the test carrier's, and its journey under way.
    """

    retailer: str = ""
    carrier: str = ""
    number: str = ""
    account: str | None = None
    orders: tuple[str, ...] = ()
    way: str = Way.HOME
    milestone: str = Milestone.UNKNOWN
    expired: bool = False
    changed_at: datetime | None = None
    expected: Span | None = None
    generation: int = 0
    version: int = 0
    outcome: str | None = None
    misses: int = 0
    refused: bool = False
    heard: str = ""
    asked_at: datetime | None = None
    published: str | None = None
    published_at: datetime | None = None
    due_at: datetime | None = None
    play: Play | None = None


def load(record: bytes) -> Plan:
    """Read a plan as the store keeps it."""
    return msgspec.json.decode(record, type=Plan)


def dump(plan: Plan) -> bytes:
    """Write a plan for the store."""
    return msgspec.json.encode(plan)


def changed(plan: Plan, change: Change, at: datetime, shipment: str) -> Plan:
    """What a record of `shipment.events.v1` or `shipment.status.v1` makes of the plan."""
    match change:
        case ShipmentBooked():
            return _booked(plan, change, at)
        case ShipmentStatusChanged():
            return _status(plan, change)
        case ShipmentLinked() if not _hides(change, shipment):
            return plan
        case ShipmentCancelled() | ShipmentLinked():
            left = tuple(order for order in plan.orders if order != change.order_id)
            return structs.replace(plan, orders=left)


def _booked(plan: Plan, booked: ShipmentBooked, at: datetime) -> Plan:
    """A booking asks at once: a mistyped number is best found out before the van comes."""
    return structs.replace(
        plan,
        retailer=booked.retailer,
        carrier=booked.carrier,
        number=booked.number,
        account=booked.carrier_account or plan.account,
        orders=tuple(dict.fromkeys((*plan.orders, booked.order_id))),
        way=booked.way,
        outcome=None,
        misses=0,
        refused=False,
        due_at=at,
        play=_play(plan, booked, at),
    )


def _play(plan: Plan, booked: ShipmentBooked, at: datetime) -> Play | None:
    """A number that is booked again plays again, once its journey was over."""
    if booked.carrier != TEST:
        return None
    return plan.play or Play(begun_at=at, zone=booked.destination.zone)


def _status(plan: Plan, said: ShipmentStatusChanged) -> Plan:
    if (said.generation, said.version) <= (plan.generation, plan.version):
        return plan
    status = said.status
    estimate = status.estimate.span if status.estimate else None
    promise = status.promise.span if status.promise else None
    moved = status.milestone != plan.milestone
    return structs.replace(
        plan,
        retailer=said.retailer,
        carrier=said.carrier,
        number=said.number,
        milestone=status.milestone,
        expired=Flag.EXPIRED in status.flags,
        changed_at=said.known_at if moved else plan.changed_at,
        expected=estimate or promise,
        generation=said.generation,
        version=said.version,
    )


def _hides(link: ShipmentLinked, shipment: str) -> bool:
    return link.kind == LinkKind.REBOOK and link.origin.shipment_id == shipment


class Result(Struct, frozen=True, kw_only=True):
    """What one look brought for one number. `heard` digests all that was said of it."""

    number: str
    outcome: Outcome
    heard: str = ""
    for_good: bool = False


def answered(plan: Plan, result: Result, at: datetime) -> Plan:
    """What the carrier's answer about this number makes of the plan."""
    found = result.outcome == Outcome.NEWS
    repeated = found and result.heard == plan.heard
    return structs.replace(
        plan,
        outcome=NOTHING_NEW if repeated else str(result.outcome),
        misses=0 if found else plan.misses + 1,
        refused=result.for_good,
        heard=result.heard if found else plan.heard,
        asked_at=at,
    )


def unanswered(plan: Plan, at: datetime) -> Plan:
    """Nothing readable was said of the number: nothing is known of it, and others go first."""
    return structs.replace(plan, misses=plan.misses + 1, asked_at=at)


def has_to_be_told(plan: Plan, at: datetime, at_most_s: float) -> bool:
    """Whether this look is published: its outcome changed, or the last one told grew old."""
    return (
        plan.published_at is None
        or plan.outcome != plan.published
        or at - plan.published_at >= timedelta(seconds=at_most_s)
    )


def look_of(plan: Plan, shipment: ShipmentId, account: AccountId, at: datetime) -> Envelope:
    """The message that says when this number was asked for and what came of it."""
    asked = plan.asked_at or at
    body = CarrierLooked(
        retailer=RetailerId(plan.retailer),
        account=account,
        shipment_id=shipment,
        asked_at=asked,
        outcome=plan.outcome or NOTHING_NEW,
        answered_at=at,
        next_look_at=plan.due_at,
    )
    return envelope(Service.CARRIER_INGEST, name_of("looked", body), at, shipment, body)
