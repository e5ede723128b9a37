"""The parts of a state that are gathered from facts, whatever their order: not the course."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from waymark_events.messages import shipments
from waymark_events.messages.shipments import ShipmentBooked, ShipmentLinked
from waymark_events.values import BookingRef, Estimate, LinkRef, Promise

from projection.domain.facts import Fact
from projection.domain.instants import utc
from projection.domain.state import Booked, Watch
from projection.domain.tables import MOST_KEPT
from projection.domain.trips import booking_key


def booked_with(booked: Booked, fact: Fact, body: ShipmentBooked) -> Booked:
    """Add a booking that is newer than those there; the newest of a parcel stands for it."""
    reference = BookingRef(
        order_id=body.order_id,
        order_reference=body.order_reference,
        parcel_id=body.parcel_id,
        recipients=body.recipients,
        direction=body.direction,
        way=body.way,
        account=body.carrier_account,
    )
    others = tuple(old for old in booked.bookings if old.parcel_id != body.parcel_id)
    hand_over = max(
        (booked.hand_over_by, booked.hand_over_id), (utc(body.hand_over_by), fact.ce_id)
    )
    return Booked(
        bookings=(*others, reference)[-MOST_KEPT:],
        services=body.services,
        hand_over_by=hand_over[0],
        hand_over_id=hand_over[1],
    )


def booked_of(facts: Iterable[Fact]) -> Booked:
    """All bookings of a journey, in their order."""
    bookings = [(fact, fact.body) for fact in facts if isinstance(fact.body, ShipmentBooked)]
    booked = Booked()
    for fact, body in sorted(bookings, key=lambda pair: booking_key(pair[1], pair[0])):
        booked = booked_with(booked, fact, body)
    return booked


def promise_from(fact: Fact, body: shipments.ShipmentPromised) -> Promise:
    """A promise, as the status shows it."""
    return Promise(promise_id=fact.ce_id, span=body.span, due=utc(body.due))


def promise_key(fact: Fact, body: shipments.ShipmentPromised) -> tuple[datetime, str]:
    """The promise with the highest is in force."""
    return (utc(body.observed_at), fact.ce_id)


def estimate_from(body: shipments.ShipmentEstimated) -> Estimate:
    """An estimate, as the status shows it."""
    return Estimate(basis=body.basis, observed_at=utc(body.observed_at), span=body.span)


def estimate_key(fact: Fact, body: shipments.ShipmentEstimated) -> tuple[datetime, int, str]:
    """The estimate with the highest is shown."""
    return (utc(body.observed_at), body.mapping_version, fact.ce_id)


def links_of(facts: Iterable[Fact]) -> tuple[LinkRef, ...]:
    """The links of a journey, oldest first, each once, the newest sixteen."""
    linked = [(fact, fact.body) for fact in facts if isinstance(fact.body, ShipmentLinked)]
    ordered = sorted(linked, key=lambda pair: (utc(pair[1].at), pair[0].ce_id))
    return tuple(dict.fromkeys(_link(body) for _, body in ordered))[-MOST_KEPT:]


def watch_of(facts: Sequence[Fact], promise_id: str) -> Watch:
    """What stands of the watchman's facts about a journey."""
    watch = Watch()
    for fact in sorted(facts, key=lambda fact: (utc(fact.known_at), fact.ce_id)):
        known_at = utc(fact.known_at)
        match fact.body:
            case shipments.ShipmentPromiseMissed(promise_id=named) if named == promise_id:
                watch = msgspec.structs.replace(watch, missed=named)
            case shipments.ShipmentFellSilent(fact_id=named):
                watch = msgspec.structs.replace(watch, silent_fact=named, silent_at=known_at)
            case shipments.ShipmentNeverSeen(booking_id=named):
                watch = msgspec.structs.replace(watch, unseen_booking=named)
            case shipments.ShipmentExpired(fact_id=named):
                watch = msgspec.structs.replace(watch, expired_fact=named, expired_at=known_at)
            case _:
                pass
    return watch


def _link(body: ShipmentLinked) -> LinkRef:
    outgoing = (body.origin.carrier, body.origin.number) == (body.carrier, body.number)
    leg = body.successor if outgoing else body.origin
    return LinkRef(leg=leg, kind=body.kind, outgoing=outgoing)
