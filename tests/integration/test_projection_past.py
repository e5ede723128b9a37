"""A history told late and corrected: what was known, what had happened, what was shown."""

from datetime import datetime, timedelta

import pytest
from integration.projection_records import (
    NOON,
    SHOP,
    arrived,
    booked,
    leg,
    order_of,
    placed,
    scanned,
    shipment_of,
)
from integration.projection_worker import Projecting
from projection.app.past import Moment, Past
from projection.app.queries import Queries
from waymark_events.vocabulary import Kind
from waymark_runtime.records import Arrived

pytestmark = pytest.mark.integration
ORDERS = "order.events.v1"
STATUS = "shipment.status.v1"


def after(hours: float) -> datetime:
    """An instant so many hours after noon."""
    return NOON + timedelta(hours=hours)


@pytest.fixture
def past(projecting: Projecting) -> Past:
    """Booked at noon; carried at 1, which was heard at 4; delivered at 3, heard at 3, and taken
    back at 6. Statuses were shown when they were known; the order was placed at 0 and changed at 5.
    """
    projecting.take(
        arrived(booked(), 0, at=after(0)),
        arrived(scanned(3, "delivered"), 1, at=after(3)),
        arrived(scanned(1, "accepted"), 2, at=after(4)),
        arrived(scanned(6, kind=Kind.CORRECTION), 3, at=after(6)),
    )
    for version, hours in ((2, 0), (3, 5)):
        order = arrived(placed(leg(), version=version), version - 2, topic=ORDERS, at=after(hours))
        projecting.take(order)
    projecting.take(*_shown(projecting))
    return Past(Queries(projecting.pool))


@pytest.mark.parametrize(
    ("moment", "milestone"),
    [
        (Moment(as_of=after(2)), "unknown"),
        (Moment(as_of=after(3)), "delivered"),
        (Moment(as_of=after(7)), "accepted"),
        (Moment(at=after(0.5)), "unknown"),
        (Moment(at=after(2)), "accepted"),
        (Moment(at=after(4)), "accepted"),
        (Moment(as_of=after(5), at=after(2)), "accepted"),
        (Moment(as_of=after(5), at=after(4)), "delivered"),
        (Moment(as_of=after(3.5), at=after(2)), "unknown"),
        (Moment(shown_at=after(2)), "unknown"),
        (Moment(shown_at=after(5)), "delivered"),
        (Moment(shown_at=after(7)), "accepted"),
    ],
)
def test_each_question_has_its_own_answer(past: Past, moment: Moment, milestone: str) -> None:
    """On the shipment, and the same on the order's parcel."""
    shipment = past.shipment(SHOP, shipment_of(), moment)
    order = past.order(SHOP, order_of(), moment)

    assert shipment is not None
    assert shipment.status.milestone == milestone
    assert order is not None
    (parcel,) = order.parcels
    assert parcel.status is not None
    assert parcel.status.milestone == milestone


def test_an_order_has_a_past_of_its_own(past: Past) -> None:
    """Its state is the one that was known then; before it was placed there is none."""
    then = past.order(SHOP, order_of(), Moment(as_of=after(4)))
    later = past.order(SHOP, order_of(), Moment(as_of=after(5)))

    assert then is not None
    assert later is not None
    assert (then.version, later.version) == (2, 3)
    assert past.order(SHOP, order_of(), Moment(as_of=after(-1))) is None
    assert past.shipment(SHOP, shipment_of(), Moment(shown_at=after(-1))) is None


def _shown(projecting: Projecting) -> list[Arrived]:
    """The statuses as they lie on their topic: each appended when its cause was."""
    said = [one for one in projecting.waiting() if one.topic == STATUS]
    times = [after(0), after(3), after(4), after(6)]
    records = []
    for offset, one in enumerate(said):
        message = projecting.statuses()[offset]
        records.append(
            Arrived(STATUS, 0, offset, times[message.version - 1], one.key, one.value, one.headers)
        )
    return records
