"""What a fact about an order adds to the streams of its tracking numbers.

Places in a message id are fixed, since a promise's id is that of the message which publishes it:
1 booked or cancelled, 2 promised (1 when alone), 3 linked.
"""

from collections.abc import Iterator

from msgspec import Struct
from waymark_events.messages.shipments import (
    ShipmentBooked,
    ShipmentCancelled,
    ShipmentLinked,
    ShipmentPromised,
)
from waymark_events.values import Instant, Leg, Value
from waymark_events.vocabulary import LinkKind

from order.domain.facts import (
    Cancelled,
    Fact,
    Label,
    ParcelBooked,
    ParcelCancelled,
    ParcelRebooked,
    PromiseChanged,
)
from order.domain.order import Order, Parcel


class Said(Struct, frozen=True):
    """One fact for one stream. `place` ends its id; `subject` is the stream's shipment id."""

    place: str
    subject: str
    body: Value


def stream_facts(before: Order | None, fact: Fact, after: Order) -> Iterator[Said]:
    """What a fact says on shipments' streams; most say nothing."""
    match fact:
        case ParcelBooked():
            parcel = after.parcels[fact.parcel_no - 1]
            yield _booked(after, parcel, fact.label, fact.at)
            yield from _promised(after, parcel, fact.at, "2")
            yield from _joined(after, fact)
        case ParcelRebooked():
            parcel = after.parcels[fact.parcel_no - 1]
            yield _booked(after, parcel, fact.label, fact.at)
            yield from _promised(after, parcel, fact.at, "2")
            yield from _linked(after, parcel.labels[-2].leg, parcel.leg, LinkKind.REBOOK, fact.at)
        case PromiseChanged():
            yield from _promised(after, after.parcels[fact.parcel_no - 1], fact.at, "1")
        case ParcelCancelled():
            yield _cancelled(after, after.parcels[fact.parcel_no - 1], fact.at, 1)
        case Cancelled() if before is not None:
            standing = (parcel for parcel in before.parcels if not parcel.cancelled)
            for place, parcel in enumerate(standing, start=1):
                yield _cancelled(after, parcel, fact.at, place)


def _booked(order: Order, parcel: Parcel, label: Label, at: Instant) -> Said:
    body = ShipmentBooked(
        retailer=order.retailer,
        carrier=label.leg.carrier,
        number=label.leg.number,
        entered=label.entered,
        order_id=order.order_id,
        order_version=order.version,
        order_reference=order.reference,
        parcel_id=order.parcel_id(parcel.parcel_no),
        parcel_no=parcel.parcel_no,
        recipients=order.recipients,
        direction=parcel.direction,
        way=parcel.way,
        destination=parcel.destination,
        placed_at=order.placed_at,
        booked_at=at,
        hand_over_by=label.hand_over_by,
        services=parcel.services,
        carrier_account=label.carrier_account,
        contents=parcel.contents,
    )
    return Said("1", label.leg.shipment_id, body)


def _promised(order: Order, parcel: Parcel, at: Instant, place: str) -> Iterator[Said]:
    if parcel.promise is None:
        return
    body = ShipmentPromised(
        retailer=order.retailer,
        carrier=parcel.leg.carrier,
        number=parcel.leg.number,
        order_id=order.order_id,
        order_version=order.version,
        span=parcel.promise.span,
        due=parcel.promise.due,
        observed_at=at,
    )
    yield Said(place, parcel.leg.shipment_id, body)


def _joined(order: Order, fact: ParcelBooked) -> Iterator[Said]:
    """A replacement follows from the parcel it replaces, a return from the parcel it returns."""
    for parcel_no, kind in ((fact.replaces, LinkKind.REPLACEMENT), (fact.returns, LinkKind.RETURN)):
        if parcel_no is not None:
            origin = order.parcels[parcel_no - 1].leg
            yield from _linked(order, origin, fact.label.leg, kind, fact.at)


def _linked(
    order: Order, origin: Leg, successor: Leg, kind: LinkKind, at: Instant
) -> Iterator[Said]:
    for side, leg in (("from", origin), ("to", successor)):
        body = ShipmentLinked(
            retailer=order.retailer,
            carrier=leg.carrier,
            number=leg.number,
            order_id=order.order_id,
            order_version=order.version,
            origin=origin,
            successor=successor,
            kind=kind,
            at=at,
        )
        yield Said(f"3:{side}", leg.shipment_id, body)


def _cancelled(order: Order, parcel: Parcel, at: Instant, place: int) -> Said:
    body = ShipmentCancelled(
        retailer=order.retailer,
        carrier=parcel.leg.carrier,
        number=parcel.leg.number,
        order_id=order.order_id,
        order_version=order.version,
        at=at,
    )
    return Said(str(place), parcel.leg.shipment_id, body)
