"""What an order's event calls for."""

from collections.abc import Iterator
from datetime import datetime

from waymark_events.messages import orders
from waymark_events.messages.orders import OrderEvent, OrderState, ParcelState
from waymark_events.vocabulary import Direction

from notifier.domain.rows import Inputs, Occurrence
from notifier.domain.triggers import Trigger
from notifier.domain.wanting import is_quiet


def occurrences(event: OrderEvent) -> Iterator[Occurrence]:
    """What the people of an order are told.

    Placing is not told: the shop's own page has just said so, and confirming follows. Nor is
    booking: `shipped` comes when the carrier has the parcel. Of a quiet order nothing is told.
    """
    if is_quiet(event.order):
        return
    match event:
        case orders.OrderConfirmed() if not event.order.tracked_only:
            yield _one(event, Trigger.CONFIRMED, "1")
        case orders.OrderCancelled():
            yield _one(event, Trigger.CANCELLED, "1")
        case orders.OrderLineCancelled() if event.order.state == "cancelled":
            yield _one(event, Trigger.CANCELLED, "1")
        case orders.OrderLineCancelled(line_no=line_no):
            occasion = f"{line_no}:{_cancelled(event.order, line_no)}"
            yield _one(event, Trigger.PARTLY_CANCELLED, occasion, Inputs(line_no=line_no))
        case orders.OrderDelayed(line_no=line_no, until=until):
            occasion = f"{line_no}:{until or 'unknown'}"
            yield _one(event, Trigger.ORDER_DELAYED, occasion, Inputs(line_no=line_no, day=until))
        case orders.OrderRefunded(refund=refund):
            occasion = str(len(event.order.refunds))
            yield _one(event, Trigger.REFUNDED, occasion, Inputs(amount=refund.amount))
        case orders.OrderParcelBooked(parcel_id=parcel_id, replaced_leg=None):
            yield from _replaced(event, parcel_id)
        case orders.OrderParcelMoved() if event.order.state == "delivered":
            if len(travelling(event.order)) > 1:
                yield _one(event, Trigger.ALL_DELIVERED, "1")


def travelling(order: OrderState) -> list[ParcelState]:
    """The parcels an order comes in; a lost one counts through what replaces it."""
    replaced = {parcel.replaces for parcel in order.parcels if parcel.replaces is not None}
    return [
        parcel
        for parcel in order.parcels
        if parcel.direction == Direction.OUTBOUND
        and not parcel.cancelled
        and parcel.parcel_id not in replaced
    ]


def _replaced(event: OrderEvent, parcel_id: str) -> Iterator[Occurrence]:
    for parcel in event.order.parcels:
        if parcel.parcel_id == parcel_id and parcel.replaces is not None and parcel.notify:
            number = parcel.parcel_no
            yield _one(event, Trigger.REPLACED, str(number), Inputs(parcel_no=number))


def _cancelled(order: OrderState, line_no: int) -> int:
    return sum(line.cancelled for line in order.lines if line.line_no == line_no)


def _one(
    event: OrderEvent, trigger: Trigger, occasion: str, inputs: Inputs | None = None
) -> Occurrence:
    at: datetime = event.at
    return Occurrence(
        trigger=trigger,
        subject_key=event.order.order_id,
        occasion=occasion,
        happened_at=at,
        fact=f"{trigger}:{occasion}",
        inputs=inputs or Inputs(),
    )
