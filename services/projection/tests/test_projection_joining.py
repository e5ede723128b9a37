"""The tag of an order changes with everything that stands in its answer and on its page."""

from datetime import UTC, datetime
from typing import cast

from msgspec.structs import replace
from projection.app.joining import Gathered
from projection.store.asides import Look, Told
from projection.store.reading import OrderRow, ShipmentRow
from waymark_events.ids import OrderId, RetailerId, ShipmentId
from waymark_events.messages.orders import OrderState

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
ORDER, SHIPMENT = OrderId("order"), ShipmentId("shipment")
SHOP = RetailerId("shop")
ROW = OrderRow(1, ORDER, SHOP, 3, b"{}", NOON)
LEG = ShipmentRow(1, SHIPMENT, SHOP, 5, 1, "{}", b"{}", NOON)
LOOK = Look(SHIPMENT, "main", NOON, NOON, None, "news", True, None)
MAIL = Told(ORDER, None, "confirmed", "1", "email", "sent", NOON)
GIVEN = Gathered(ROW, cast("OrderState", None), {SHIPMENT: LEG}, {SHIPMENT: LOOK}, (MAIL,))


def test_a_tag_is_that_of_what_was_joined() -> None:
    """The same twice; another with another version, leg, look or message."""
    changed = [
        replace(GIVEN, row=replace(ROW, version=4)),
        replace(GIVEN, rows={SHIPMENT: replace(LEG, version=6)}),
        replace(GIVEN, rows={SHIPMENT: replace(LEG, generation=2)}),
        replace(GIVEN, looks={SHIPMENT: replace(LOOK, outcome="not_found")}),
        replace(GIVEN, looks={}),
        replace(GIVEN, told=()),
        replace(GIVEN, told=(MAIL, MAIL)),
        replace(GIVEN, told=(replace(MAIL, outcome="failed"),)),
    ]

    assert GIVEN.tag == replace(GIVEN).tag
    assert len({GIVEN.tag, *(one.tag for one in changed)}) == len(changed) + 1
