"""What people are told about an order, and to whom."""

from typing import Any

import pytest
from msgspec.structs import replace
from notifier.domain.triggers import OF_ORDERS
from notifier_given import ANNA, BERT, LINK, NOW, order, parcel, said, told_of
from waymark_events.ids import parcel_id
from waymark_events.messages import orders
from waymark_events.messages.orders import LinkGrant, OrderEvent
from waymark_events.values import Money
from waymark_events.vocabulary import Milestone

AMOUNT = Money(amount="12.40", currency="EUR")
ORDER_LINE = orders.LineState(line_no=1, sku="L", title="Lamp", quantity=2, open=0, cancelled=2)
_LINE: dict[str, Any] = {"line_no": 1}
_REPLACED = order(parcels=(parcel(1, "lost"), parcel(2, replaces=parcel_id(order().order_id, 1))))
_BOTH = order("delivered", parcels=(parcel(1, "delivered"), parcel(2, "delivered")))


def _moved(state: orders.OrderState) -> OrderEvent:
    return orders.OrderParcelMoved(
        order=state,
        at=NOW,
        parcel_id=state.parcels[0].parcel_id,
        leg=state.parcels[0].legs[0],
        generation=1,
        status_version=1,
        milestone=Milestone.DELIVERED,
    )


def _booked(state: orders.OrderState, number: int, **more: Any) -> OrderEvent:
    one = state.parcels[number]
    return orders.OrderParcelBooked(
        order=state, at=NOW, parcel_id=one.parcel_id, leg=one.legs[0], **more
    )


TOLD: list[tuple[OrderEvent, list[str]]] = [
        (orders.OrderPlaced(order=order("placed"), at=NOW), []),
        (orders.OrderConfirmed(order=order(), at=NOW), ["confirmed 1"]),
        (orders.OrderConfirmed(order=order(tracked_only=True), at=NOW), []),
        (orders.OrderProcessing(order=order(), at=NOW), []),
        (orders.OrderAmended(order=order(), at=NOW), []),
        (orders.OrderCancelled(order=order("cancelled"), at=NOW), ["cancelled 1"]),
        (orders.OrderLineCancelled(order=order("cancelled"), at=NOW, quantity=2, **_LINE),
         ["cancelled 1"]),
        (orders.OrderLineCancelled(order=order(lines=(ORDER_LINE,)), at=NOW, quantity=2, **_LINE),
         ["partly_cancelled 1:2"]),
        (orders.OrderDelayed(order=order(), at=NOW, until="2026-04-01", **_LINE),
         ["order_delayed 1:2026-04-01"]),
        (orders.OrderDelayed(order=order(), at=NOW, **_LINE), ["order_delayed 1:unknown"]),
        (orders.OrderRefunded(
            order=order(refunds=(orders.Refund(amount=AMOUNT, at=NOW),)),
            at=NOW, refund=orders.Refund(amount=AMOUNT, at=NOW)), ["refunded 1"]),
        (_booked(_BOTH, 0), []),
        (_booked(_REPLACED, 1), ["replaced 2"]),
        (_booked(_REPLACED, 1, replaced_leg=parcel(3).legs[0]), []),
        (_moved(_BOTH), ["all_delivered 1"]),
        (_moved(order("partly_delivered", parcels=_BOTH.parcels)), []),
        (_moved(order("delivered", parcels=_BOTH.parcels[:1])), []),
        (orders.OrderReturned(order=order(), at=NOW, contents=()), []),
        (orders.OrderCompleted(order=order("completed"), at=NOW), []),
]  # fmt: skip


@pytest.mark.parametrize(("event", "told"), TOLD, ids=lambda value: type(value).__name__)
def test_an_orders_event_is_told(event: OrderEvent, told: list[str]) -> None:
    """What each of an order's events tells the people who have a link."""
    assert said(told_of(event)) == told


@pytest.mark.parametrize("event", [event for event, told in TOLD if told])
def test_of_a_quiet_order_nothing_is_told(event: OrderEvent) -> None:
    """Whatever happens to it; and nothing of a quiet parcel that replaces another."""
    assert told_of(replace(event, order=replace(event.order, notify=False))) == []
    parcels = tuple(replace(one, notify=False) for one in _REPLACED.parcels)
    assert told_of(_booked(replace(_REPLACED, parcels=parcels), 1)) == []


def test_everybody_with_a_link_is_told_of_the_order() -> None:
    """Two links of one person are one message; no SMS is sent about an order."""
    other = LinkGrant(recipient_id=BERT, role="buyer", kid="k1", link_version=1)
    event = orders.OrderConfirmed(order=order(links=(LINK, LINK, other)), at=NOW)

    assert [row.recipient_id for row in told_of(event, sms=True)] == [ANNA, BERT]


def test_every_trigger_of_an_order_is_reached() -> None:
    """The table above is all that is told about an order."""
    assert {line.split()[0] for _, told in TOLD for line in told} == set(OF_ORDERS)
