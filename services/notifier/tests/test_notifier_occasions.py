"""Once per journey or order, trigger, occasion, person and channel; what makes an occasion."""

from typing import Any

import pytest
from notifier.domain.triggers import State
from notifier_given import (
    BERT,
    NUMBER,
    OTHER_NUMBER,
    Ledger,
    booking,
    rebooked_as,
    status,
)
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.values import Action, Money, Where
from waymark_events.vocabulary import Deed, Direction, Party

TRIED: dict[str, Any] = {"reason": "recipient.not_home"}


def due(amount: str, currency: str = "EUR") -> ShipmentStatusChanged:
    money = Money(amount=amount, currency=currency)
    action = Action(by=Party.RECIPIENT, what=Deed.PAY_DUTIES, amount=money)
    return status("exception", reason="customs.duties_due", action=action)


def waits(
    place: str | None, hours: float = 0, reason: str = "pickup.store"
) -> ShipmentStatusChanged:
    where = Where(name=place) if place else None
    action = Action(by=Party.RECIPIENT, what=Deed.COLLECT, where=where)
    return status("available_for_pickup", hours, reason=reason, action=action)


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ([status("in_transit"), status("accepted", 1), status("in_transit", 2)], ["shipped 1"]),
        ([status("delivered"), status("delivered", reason="delivered.signed")], ["delivered 1"]),
        ([status("attempt_failed", attempts=1, **TRIED),
          status("attempt_failed", 24, attempts=2, **TRIED)],
         ["attempt_failed 1", "attempt_failed 2"]),
        ([status("out_for_delivery"), status("out_for_delivery", 3)],
         ["out_for_delivery 2026-03-10"]),
        ([status("out_for_delivery"), status("out_for_delivery", 24)],
         ["out_for_delivery 2026-03-10", "out_for_delivery 2026-03-11"]),
        ([due("12.40"), due("12.40"), due("14.00")],
         ["customs_due 12.40 EUR", "customs_due 14.00 EUR"]),
        ([due("12.40"), status("exception", reason="customs.duties_due")],
         ["customs_due 12.40 EUR"]),
        ([status("in_transit", reason="customs.duties_due")],
         ["shipped 1", "customs_due unknown"]),
        ([status("exception", reason="customs.duties_due"), due("12.40")],
         ["customs_due unknown", "customs_due 12.40 EUR"]),
        ([waits("Kiosk"), waits("Kiosk", 5)], ["waiting_for_collection Kiosk"]),
        ([waits("Kiosk"), waits("Bakery", 24)],
         ["waiting_for_collection Kiosk", "waiting_for_collection Bakery"]),
        ([waits("Kiosk"), waits("Kiosk", 96, "pickup.last_call")],
         ["waiting_for_collection Kiosk", "last_call Kiosk"]),
        ([status("lost"), status("disposed", 1)], ["lost 1"]),
    ],
)  # fmt: skip
def test_an_occasion_is_told_once(read: list[ShipmentStatusChanged], told: list[str]) -> None:
    """Attempts by number, vehicles by day, duties by amount, collection by place; else once."""
    assert Ledger().told(*read).says() == told


def test_a_places_name_that_comes_later_tells_nothing_more() -> None:
    """The same scan waits at one place, whether its name was known at first or not."""
    assert Ledger().told(waits(None), waits("Kiosk")).says() == ["waiting_for_collection unknown"]


def test_what_was_planned_is_not_planned_again_while_it_is_open() -> None:
    """A message that did not go out yet is the same message."""
    assert Ledger().after(status("in_transit"), status("in_transit", 1)).says() == ["shipped 1"]


def test_what_failed_is_not_tried_under_another_name() -> None:
    """A message that could not be handed over stays the only one of its occasion."""
    failed = Ledger().after(status("delivered")).ended(State.FAILED, "smtp_550")

    assert failed.after(status("delivered", reason="delivered.signed")).says() == ["delivered 1"]


def test_a_new_journey_of_the_number_tells_anew() -> None:
    """A number used again for another parcel is another story."""
    second = (booking(parcel_id="00000000-0000-0000-0000-000000000002"),)
    again = status("in_transit", 2000, journey="j-2", bookings=second)

    assert Ledger().told(status("in_transit"), status("delivered", 1), again).says() == [
        "shipped 1",
        "delivered 1",
        "shipped 1",
    ]


def test_a_scan_filed_under_another_journey_tells_nothing_twice() -> None:
    """A booking read late opens a journey; the scan that moves there was told already."""
    refiled = status("delivered", journey="j-2", cause="booking")

    assert Ledger().told(status("delivered"), refiled).says() == ["delivered 1"]


def test_a_person_added_later_is_told_what_is_so_now() -> None:
    """Who was not among the recipients before is told from then on; the first not again."""
    both = (booking(), booking(recipients=(BERT,)))
    ledger = Ledger().told(status("delivered"), status("delivered", bookings=both))

    assert [row.recipient_id == BERT for row in ledger.rows] == [False, True]


def test_a_parcel_booked_again_tells_nothing_twice() -> None:
    """The new number does not say once more that it is on its way, the old one nothing any more."""
    ledger = Ledger().told(status("in_transit"))
    gone = status("in_transit", 1, links=(rebooked_as(),))
    new: dict[str, Any] = {"number": OTHER_NUMBER, "journey": "j-other"}

    ledger.told(gone, status("unknown", since=None, **new), status("in_transit", 2, **new))
    ledger.told(status("delivered", 3, links=(rebooked_as(),), number=NUMBER))

    assert ledger.says() == ["shipped 1"]


def test_the_new_number_tells_the_rest() -> None:
    """A parcel booked again is delivered under its new number, and that is told."""
    old = status("in_transit", links=(rebooked_as(),))
    new: dict[str, Any] = {"number": OTHER_NUMBER, "journey": "j-other"}

    ledger = Ledger().told(old, status("unknown", since=None, **new), status("delivered", 3, **new))

    assert ledger.says() == ["shipped 1", "delivered 1"]


def test_a_return_in_the_same_number_is_another_parcel() -> None:
    """Two bookings of one number are two parcels, each told in its own direction."""
    back = booking(
        parcel_id="00000000-0000-0000-0000-000000000003",
        recipients=(BERT,),
        direction=Direction.RETURN,
    )
    ledger = Ledger().told(status("delivered", bookings=(booking(), back)))

    assert ledger.says() == ["delivered 1", "returned 1"]


def test_a_rebuilt_status_is_recorded_and_not_sent() -> None:
    """A rebuild fills the ledger, so that what follows is told once; nobody hears of it."""
    ledger = Ledger().after(status("delivered", cause="rebuild"))

    assert [(row.state, row.detail) for row in ledger.rows] == [(State.SUPPRESSED, "rebuild")]
    assert ledger.after(status("delivered", reason="delivered.signed")).says() == ["delivered 1"]


def test_ids_are_permanent() -> None:
    """The id of a message is its Message-ID and its event's: this one is pinned for ever."""
    (row,) = Ledger().after(status("delivered")).rows

    assert row.id == "8f1b2c4d54fbfb026d3885ae796e105d"
