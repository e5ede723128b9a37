"""What people are told about a parcel: each milestone, each direction, and what stays untold."""

from typing import Any

import pytest
from notifier.domain.triggers import BY_SMS, OF_ORDERS, Channel, Trigger
from notifier_given import ANNA, BERT, Ledger, booking, status
from waymark_events.values import Action, Money, Where
from waymark_events.vocabulary import Deed, Direction, Flag, Milestone, Party, Way

AMOUNT = Money(amount="12.40", currency="EUR")
SHOP_AROUND = Action(by=Party.RECIPIENT, what=Deed.COLLECT, where=Where(name="Kiosk"))
DUTY = Action(by=Party.RECIPIENT, what=Deed.PAY_DUTIES, amount=AMOUNT)
RETURN, INBOUND = Direction.RETURN, Direction.INBOUND


TOLD: list[tuple[str, dict[str, Any], list[str]]] = [
    ("unknown", {"since": None}, []),
    ("announced", {}, []),
    ("accepted", {}, ["shipped 1"]),
    ("in_transit", {}, ["shipped 1"]),
    ("exception", {"reason": "carrier.damaged"}, []),
    ("out_for_delivery", {}, ["out_for_delivery 2026-03-10"]),
    ("attempt_failed", {"reason": "recipient.not_home", "attempts": 1}, ["attempt_failed 1"]),
    ("attempt_failed", {"reason": "recipient.refused", "attempts": 1}, []),
    ("available_for_pickup", {"action": SHOP_AROUND}, ["waiting_for_collection Kiosk"]),
    ("available_for_pickup", {"reason": "pickup.other"}, ["waiting_for_collection unknown"]),
    ("available_for_pickup", {"reason": "pickup.last_call"}, ["last_call unknown"]),
    ("delivered", {}, ["delivered 1"]),
    ("returning", {}, ["returning 1"]),
    ("returned", {}, ["returned 1"]),
    ("cancelled", {}, []),
    ("lost", {}, ["lost 1"]),
    ("disposed", {}, ["lost 1"]),
    ("exception", {"reason": "customs.duties_due", "action": DUTY}, ["customs_due 12.40 EUR"]),
    ("exception", {"reason": "customs.duties_due"}, ["customs_due unknown"]),
]


@pytest.mark.parametrize(("milestone", "more", "told"), TOLD)
def test_a_milestone_is_told(milestone: str, more: dict[str, Any], told: list[str]) -> None:
    """A parcel on its way to a person: what each milestone and reason tells."""
    assert Ledger().after(status(milestone, **more)).says() == told


def test_every_milestone_stands_in_the_table() -> None:
    """No milestone is forgotten by the table above."""
    assert {milestone for milestone, _, _ in TOLD} == set(Milestone)


def test_every_trigger_of_a_parcel_is_reached() -> None:
    """The table above, the delay and the correction are all that is told about a parcel."""
    reached = {line.split()[0] for _, _, told in TOLD for line in told}

    assert reached | {"delayed", "correction"} == set(Trigger) - OF_ORDERS


@pytest.mark.parametrize("milestone", list(Milestone))
def test_a_parcel_that_comes_in_tells_nothing(milestone: Milestone) -> None:
    """Goods for the retailer have no recipient outside."""
    inbound = (booking(direction=INBOUND),)

    assert Ledger(sms=True).after(status(milestone, bookings=inbound)).rows == []


@pytest.mark.parametrize("milestone", list(Milestone))
def test_a_return_tells_only_that_it_arrived_or_was_lost(milestone: Milestone) -> None:
    """Who sent something back is told that it is here, or that it is lost."""
    back = (booking(direction=RETURN),)
    told = {"delivered": ["returned 1"], "lost": ["lost 1"]}

    assert Ledger().after(status(milestone, bookings=back)).says() == told.get(milestone, [])


@pytest.mark.parametrize("milestone", list(Milestone))
def test_a_number_used_before_tells_nothing(milestone: Milestone) -> None:
    """Until a new fact comes, the history may be an earlier parcel's: not even a correction."""
    told = Ledger().told(status("delivered"))
    stranger = status(milestone, 1, journey="j-2", since=None, flags=(Flag.NUMBER_USED_BEFORE,))

    assert told.after(stranger).says() == ["delivered 1"]


@pytest.mark.parametrize(("way", "told"), [(Way.STORE, []), (Way.LOCKER, ["shipped 1"])])
def test_a_store_tells_no_shipping(way: Way, told: list[str]) -> None:
    """A store prepares its own parcels: they are not on the way to anybody."""
    assert Ledger().after(status("in_transit", bookings=(booking(way=way),))).says() == told


def test_an_sms_goes_out_where_it_cannot_wait() -> None:
    """Each trigger is a mail; only those in need of haste are an SMS, only where the shop does."""
    short = Ledger(sms=True).after(status("in_transit"), status("out_for_delivery", 1))
    plain = Ledger().after(status("out_for_delivery"))

    assert short.says() == ["shipped 1", "out_for_delivery 2026-03-10"]
    assert short.says(Channel.SMS) == ["out_for_delivery 2026-03-10"]
    assert plain.says(Channel.SMS) == []


def test_the_urgent_are_the_ones_that_ask_something_or_end_the_waiting() -> None:
    """The list of SMS is a decision, not an accident."""
    urgent = "customs_due out_for_delivery attempt_failed waiting_for_collection last_call"

    assert {*urgent.split(), "delivered", "correction"} == BY_SMS


def test_everybody_of_a_parcel_is_told_once() -> None:
    """Two recipients are two messages; a person named twice is one."""
    many = booking(recipients=(ANNA, BERT, ANNA))
    ledger = Ledger().after(status("delivered", bookings=(many,)))

    assert [row.recipient_id for row in ledger.rows] == [ANNA, BERT]
