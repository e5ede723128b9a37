"""Of what a retailer wants nobody to be told: nothing is planned, whenever it is said."""

import pytest
from notifier.domain.wanting import is_quiet
from notifier_given import ORDER, Ledger, booking, order, parcel, status
from waymark_events.ids import parcel_id
from waymark_events.messages.orders import OrderState

FIRST, SECOND = parcel_id(ORDER, 1), parcel_id(ORDER, 2)
QUIET = order(notify=False, parcels=(parcel(1, notify=False), parcel(2, notify=False)))
MIXED = order(parcels=(parcel(1, notify=False), parcel(2)))
LOUD_PARCEL = order(notify=False, parcels=(parcel(1), parcel(2, notify=False)))


@pytest.mark.parametrize(
    ("state", "of_order", "of_first", "of_second"),
    [
        (order(), False, False, False),
        (QUIET, True, True, True),
        (MIXED, False, True, False),
        (LOUD_PARCEL, True, False, True),
        (order(notify=False, parcels=()), True, False, False),
    ],
    ids=["usual", "quiet", "a quiet parcel", "a parcel that is told of", "parcels not read yet"],
)
def test_an_order_and_its_parcels_say_whether_people_are_told(
    state: OrderState, *, of_order: bool, of_first: bool, of_second: bool
) -> None:
    """Each speaks for itself; a parcel that was not read yet is not known to be quiet."""
    assert is_quiet(state) == of_order
    assert (is_quiet(state, FIRST), is_quiet(state, SECOND)) == (of_first, of_second)


@pytest.mark.parametrize("milestone", ["in_transit", "out_for_delivery", "delivered", "lost"])
def test_no_status_of_a_quiet_parcel_is_told(milestone: str) -> None:
    """Its first one included; another parcel of the order is told of as usual."""
    other = booking(parcel_id=SECOND)
    ledger = Ledger(sms=True)
    ledger.orders = {ORDER: MIXED}

    ledger.after(status(milestone))
    assert ledger.rows == []
    ledger.after(status(milestone, number="1Z2", journey="j-2", bookings=(other,)))
    assert ledger.rows


def test_what_happens_after_telling_was_switched_on_is_told() -> None:
    """What happened before stays untold."""
    ledger = Ledger()
    ledger.orders = {ORDER: QUIET}
    ledger.after(status("in_transit"), status("out_for_delivery", 30))
    ledger.orders = {ORDER: order()}

    ledger.after(status("delivered", 34))

    assert ledger.says() == ["delivered 1"]
