"""What a stored fact says to the other services: a pure function of the fact and the order.

Ids are `order id : version : n`; n = 0 is the message on `order.events.v1`, which carries the
order after the fact, and further ones go to the streams of the numbers concerned. A link between
two numbers is said on both streams, its ids ending in `:from` and `:to`.
"""

from functools import singledispatch

from msgspec import Struct
from waymark_events.codec import Envelope, envelope
from waymark_events.messages import orders
from waymark_events.topics import Service
from waymark_events.topics.names import ORDER_EVENTS, SHIPMENT_EVENTS
from waymark_events.values import Value

from order.domain import facts
from order.domain.facts import Fact
from order.domain.order import Order
from order.domain.standing import public_state
from order.domain.streams import stream_facts


class Message(Struct, frozen=True):
    """A message and the declared topic it goes to."""

    topic: str
    envelope: Envelope


def messages(before: Order | None, fact: Fact, after: Order) -> tuple[Message, ...]:
    """All messages of one stored fact, in the order in which they are published."""
    base = f"{after.order_id}:{after.version}"
    first = _message(ORDER_EVENTS, f"{base}:0", fact, after.order_id, _told(fact, after))
    streams = (
        _message(SHIPMENT_EVENTS, f"{base}:{said.place}", fact, said.subject, said.body)
        for said in stream_facts(before, fact, after)
    )
    return (first, *streams)


def _message(topic: str, message_id: str, fact: Fact, subject: str, body: Value) -> Message:
    return Message(topic, envelope(Service.ORDER, message_id, fact.at, subject, body))


@singledispatch
def _told(fact: Fact, _after: Order) -> orders.OrderEvent:
    raise TypeError(f"no message for {type(fact).__name__}")


@_told.register
def _(fact: facts.Placed, after: Order) -> orders.OrderEvent:
    return orders.OrderPlaced(order=public_state(after), at=fact.at)


@_told.register
def _(fact: facts.Confirmed, after: Order) -> orders.OrderEvent:
    return orders.OrderConfirmed(order=public_state(after), at=fact.at)


@_told.register
def _(fact: facts.Processing, after: Order) -> orders.OrderEvent:
    return orders.OrderProcessing(order=public_state(after), at=fact.at)


@_told.register
def _(fact: facts.LineDelayed, after: Order) -> orders.OrderEvent:
    state = public_state(after)
    return orders.OrderDelayed(order=state, at=fact.at, line_no=fact.line_no, until=fact.until)


@_told.register
def _(fact: facts.Amended, after: Order) -> orders.OrderEvent:
    return orders.OrderAmended(order=public_state(after), at=fact.at)


@_told.register
def _(fact: facts.ParcelBooked, after: Order) -> orders.OrderEvent:
    return orders.OrderParcelBooked(
        order=public_state(after),
        at=fact.at,
        parcel_id=after.parcel_id(fact.parcel_no),
        leg=fact.label.leg,
    )


@_told.register
def _(fact: facts.ParcelRebooked, after: Order) -> orders.OrderEvent:
    return orders.OrderParcelBooked(
        order=public_state(after),
        at=fact.at,
        parcel_id=after.parcel_id(fact.parcel_no),
        leg=fact.label.leg,
        replaced_leg=after.parcels[fact.parcel_no - 1].labels[-2].leg,
    )


@_told.register
def _(fact: facts.PromiseChanged, after: Order) -> orders.OrderEvent:
    parcel = after.parcel_id(fact.parcel_no)
    return orders.OrderPromiseChanged(order=public_state(after), at=fact.at, parcel_id=parcel)


@_told.register
def _(fact: facts.ParcelMoved, after: Order) -> orders.OrderEvent:
    return orders.OrderParcelMoved(
        order=public_state(after),
        at=fact.at,
        parcel_id=after.parcel_id(fact.parcel_no),
        leg=after.parcels[fact.parcel_no - 1].leg,
        generation=fact.generation,
        status_version=fact.status_version,
        milestone=fact.milestone,
    )


@_told.register
def _(fact: facts.ParcelCancelled, after: Order) -> orders.OrderEvent:
    parcel = after.parcel_id(fact.parcel_no)
    return orders.OrderParcelCancelled(order=public_state(after), at=fact.at, parcel_id=parcel)


@_told.register
def _(fact: facts.LineCancelled, after: Order) -> orders.OrderEvent:
    return orders.OrderLineCancelled(
        order=public_state(after), at=fact.at, line_no=fact.line_no, quantity=fact.quantity
    )


@_told.register
def _(fact: facts.Cancelled, after: Order) -> orders.OrderEvent:
    return orders.OrderCancelled(order=public_state(after), at=fact.at)


@_told.register
def _(fact: facts.Returned, after: Order) -> orders.OrderEvent:
    return orders.OrderReturned(order=public_state(after), at=fact.at, contents=fact.contents)


@_told.register
def _(fact: facts.Refunded, after: Order) -> orders.OrderEvent:
    return orders.OrderRefunded(order=public_state(after), at=fact.at, refund=fact.refund)


@_told.register
def _(fact: facts.Completed, after: Order) -> orders.OrderEvent:
    return orders.OrderCompleted(order=public_state(after), at=fact.at)
