"""What a message about an order carries: what it is about, what it says, and what it counts."""

from typing import Any

import pytest
from notifier.domain.planning import Setting, rows_of_event
from notifier.domain.rows import About, Inputs, Occurrence
from notifier.domain.triggers import Trigger
from notifier_given import NOW, ORDER, SHOP, at, order, parcel, said, told_of
from waymark_events.ids import parcel_id
from waymark_events.messages import orders
from waymark_events.messages.orders import OrderEvent, ParcelState
from waymark_events.values import Money
from waymark_events.vocabulary import Direction, Milestone

LINE: dict[str, Any] = {"line_no": 1}
REFUND = orders.Refund(amount=Money(amount="12.40", currency="EUR"), at=NOW)
LOST, AGAIN = parcel(1, "lost"), parcel(2, replaces=parcel_id(ORDER, 1))


def test_a_row_knows_its_order_its_cause_and_its_time() -> None:
    """It happened when the event says, whenever it is planned."""
    event = orders.OrderConfirmed(order=order(), at=at(-2))

    (row,) = rows_of_event(event, "event-1", Setting(NOW, sms=True, traceparent="00-aa-bb-01"))

    assert row.about == About(
        retailer=SHOP, order_id=ORDER, caused_by="event-1", traceparent="00-aa-bb-01"
    )
    assert row.what == Occurrence(
        trigger=Trigger.CONFIRMED,
        subject_key=ORDER,
        occasion="1",
        happened_at=at(-2),
        fact="confirmed:1",
        inputs=Inputs(),
    )
    assert row.planned_at == NOW


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (orders.OrderLineCancelled(order=order(), at=NOW, quantity=1, **LINE), Inputs(line_no=1)),
        (orders.OrderDelayed(order=order(), at=NOW, until="2026-04-01", **LINE),
         Inputs(line_no=1, day="2026-04-01")),
        (orders.OrderRefunded(order=order(refunds=(REFUND,)), at=NOW, refund=REFUND),
         Inputs(amount=REFUND.amount)),
        (orders.OrderParcelBooked(order=order(parcels=(LOST, AGAIN)), at=NOW,
                                  parcel_id=AGAIN.parcel_id, leg=AGAIN.legs[0]),
         Inputs(parcel_no=2)),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_message_says_which_line_day_amount_or_parcel(event: OrderEvent, says: Inputs) -> None:
    """What its sentence names, is kept with it."""
    (row,) = told_of(event)

    assert row.what.inputs == says


@pytest.mark.parametrize(
    "parcels",
    [
        (parcel(1, "delivered"), parcel(2, cancelled=True)),
        (parcel(1, "delivered"), parcel(2, "delivered", direction=Direction.RETURN)),
        (LOST, AGAIN),
    ],
    ids=["cancelled", "on its way back", "replaced"],
)
def test_one_parcel_is_not_told_as_all(parcels: tuple[ParcelState, ...]) -> None:
    """Cancelled, coming back or replaced: the order came in one, and that was told."""
    event = orders.OrderParcelMoved(
        order=order("delivered", parcels=parcels),
        at=NOW,
        parcel_id=parcels[0].parcel_id,
        leg=parcels[0].legs[0],
        generation=1,
        status_version=1,
        milestone=Milestone.DELIVERED,
    )

    assert said(told_of(event)) == []
