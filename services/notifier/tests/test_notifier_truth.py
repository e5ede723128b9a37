"""A message whose sentence is no longer true when it is about to leave does not leave."""

from typing import Any

import pytest
from msgspec.structs import replace
from notifier.domain.judging import End, Send, judge
from notifier.domain.rows import Inputs
from notifier.domain.triggers import State, Trigger
from notifier_given import NOW, booking, estimated, order, parcel, promised, status
from notifier_rows import known, order_row, row
from waymark_events.messages.orders import LineState
from waymark_events.vocabulary import Flag, Milestone

UNTRUE = End(State.SUPPRESSED, "no_longer_true")
MOVING = {"accepted", "in_transit", "exception", "out_for_delivery"}
TRUE_OF: dict[Trigger, set[str]] = {
    Trigger.SHIPPED: MOVING,
    Trigger.OUT_FOR_DELIVERY: {"out_for_delivery"},
    Trigger.ATTEMPT_FAILED: {"attempt_failed"},
    Trigger.WAITING_FOR_COLLECTION: {"available_for_pickup"},
    Trigger.LAST_CALL: {"available_for_pickup"},
    Trigger.DELIVERED: {"delivered"},
    Trigger.RETURNING: {"returning", "returned"},
    Trigger.RETURNED: {"returned", "delivered"},
    Trigger.LOST: {"lost", "disposed"},
    Trigger.DELAYED: {"unknown", "announced", "accepted", "in_transit", "exception"},
}


@pytest.mark.parametrize("milestone", list(Milestone))
@pytest.mark.parametrize("trigger", sorted(TRUE_OF))
def test_a_sentence_is_true_under_its_milestones(trigger: Trigger, milestone: Milestone) -> None:
    """Every trigger of a parcel against every milestone it may have reached since."""
    day = "2026-03-20"
    inputs = Inputs(day=day) if trigger == Trigger.DELAYED else Inputs()
    now = status(milestone, estimate=estimated(day))

    verdict = judge(row(trigger, inputs=inputs), known(legs=[now]), NOW)

    assert isinstance(verdict, Send) == (milestone in TRUE_OF[trigger])
    assert isinstance(verdict, Send) or verdict == UNTRUE


@pytest.mark.parametrize(
    ("trigger", "occasion", "now", "true"),
    [
        (Trigger.ATTEMPT_FAILED, "1", {"attempts": 1}, True),
        (Trigger.ATTEMPT_FAILED, "1+1", {"attempts": 1}, True),
        (Trigger.ATTEMPT_FAILED, "1", {"attempts": 0}, True),
        (Trigger.ATTEMPT_FAILED, "1", {"attempts": 2}, False),
    ],
)
def test_an_attempt_is_told_until_the_next(
    trigger: Trigger, occasion: str, now: dict[str, Any], *, true: bool
) -> None:
    """The second attempt makes the first one old news, even while the milestone is the same."""
    verdict = judge(row(trigger, occasion), known(legs=[status("attempt_failed", **now)]), NOW)

    assert isinstance(verdict, Send) == true


@pytest.mark.parametrize(
    ("milestone", "reason", "true"),
    [
        ("exception", "customs.duties_due", True),
        ("in_transit", "customs.cleared", False),
        ("disposed", "customs.duties_due", False),
    ],
)
def test_a_duty_is_told_while_it_is_due(milestone: str, reason: str, *, true: bool) -> None:
    """Paid, cleared or destroyed: nobody is asked for money any more."""
    verdict = judge(row(Trigger.CUSTOMS_DUE), known(legs=[status(milestone, reason=reason)]), NOW)

    assert isinstance(verdict, Send) == true


@pytest.mark.parametrize(
    ("told", "now", "true"),
    [
        ("2026-03-20", {"estimate": estimated("2026-03-20")}, True),
        ("2026-03-20", {"estimate": estimated("2026-03-21")}, False),
        ("2026-03-20", {"estimate": estimated("2026-03-19")}, False),
        (None, {"flags": (Flag.LATE,), "promise": promised("2026-03-09")}, True),
        (None, {"flags": (Flag.LATE,), "estimate": estimated("2026-03-20")}, False),
        (None, {"promise": promised("2026-03-20")}, False),
    ],
)
def test_a_new_day_is_told_while_it_is_the_day(
    told: str | None, now: dict[str, Any], *, true: bool
) -> None:
    """A day that has moved again meanwhile is not told; nor that there is none, once there is."""
    verdict = judge(
        row(Trigger.DELAYED, inputs=Inputs(day=told)),
        known(legs=[status("in_transit", **now)]),
        NOW,
    )

    assert isinstance(verdict, Send) == true


@pytest.mark.parametrize(("milestone", "true"), [("in_transit", True), ("delivered", False)])
def test_a_correction_is_told_while_the_wrong_is_wrong(milestone: str, *, true: bool) -> None:
    """Delivered after all: the first message was right."""
    wrong = row(state=State.SENT)
    back = row(
        Trigger.CORRECTION, inputs=Inputs(taken_back=wrong.id, taken_trigger=Trigger.DELIVERED)
    )

    verdict = judge(back, known(milestone, taken_back=wrong), NOW)

    assert isinstance(verdict, Send) == true


def test_a_number_used_before_silences_what_is_open() -> None:
    """As soon as the history may be an earlier parcel's, nothing of it goes out."""
    stranger = status("delivered", flags=(Flag.NUMBER_USED_BEFORE,), bookings=(booking(),))

    assert judge(row(), known(legs=[stranger]), NOW) == UNTRUE


DELAYED_LINE = LineState(
    line_no=1, sku="L", title="Lamp", quantity=2, open=2, delayed_until="2026-04-01"
)


@pytest.mark.parametrize(
    ("trigger", "inputs", "now", "true"),
    [
        (Trigger.CONFIRMED, Inputs(), order(), True),
        (Trigger.CONFIRMED, Inputs(), order("cancelled"), False),
        (Trigger.CANCELLED, Inputs(), order("cancelled"), True),
        (Trigger.PARTLY_CANCELLED, Inputs(line_no=1), order(), True),
        (Trigger.PARTLY_CANCELLED, Inputs(line_no=1), order("cancelled"), False),
        (Trigger.ORDER_DELAYED, Inputs(line_no=1, day="2026-04-01"),
         order(lines=(DELAYED_LINE,)), True),
        (Trigger.ORDER_DELAYED, Inputs(line_no=1, day="2026-03-20"),
         order(lines=(DELAYED_LINE,)), False),
        (Trigger.ORDER_DELAYED, Inputs(line_no=1, day="2026-04-01"),
         order(lines=(replace(DELAYED_LINE, open=1),)), True),
        (Trigger.ORDER_DELAYED, Inputs(line_no=1, day="2026-04-01"),
         order(lines=(replace(DELAYED_LINE, open=0),)), False),
        (Trigger.ORDER_DELAYED, Inputs(line_no=1), order(lines=()), False),
        (Trigger.ALL_DELIVERED, Inputs(), order("delivered"), True),
        (Trigger.ALL_DELIVERED, Inputs(), order("completed"), True),
        (Trigger.ALL_DELIVERED, Inputs(), order("partly_delivered"), False),
        (Trigger.REPLACED, Inputs(parcel_no=2), order(parcels=(parcel(2),)), True),
        (Trigger.REPLACED, Inputs(parcel_no=2), order(parcels=(parcel(2, cancelled=True),)), False),
        (Trigger.REFUNDED, Inputs(), order("returned"), True),
    ],
)  # fmt: skip
def test_an_orders_sentence_is_told_while_it_is_so(
    trigger: Trigger, inputs: Inputs, now: Any, *, true: bool
) -> None:
    """Every trigger of an order against what the order has become."""
    verdict = judge(order_row(trigger, inputs=inputs), known(order=now), NOW)

    assert isinstance(verdict, Send) == true
    assert isinstance(verdict, Send) or verdict == UNTRUE
