"""What was told and is withdrawn is taken back once; what is so again is told again."""

from typing import Any

import pytest
from notifier.domain.corrections import holds
from notifier.domain.triggers import Channel, State, Trigger
from notifier_given import (
    NUMBER,
    OTHER_NUMBER,
    Ledger,
    at,
    booking,
    estimated,
    leg,
    rebooked_as,
    status,
)
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.vocabulary import Direction, Milestone

BACK: dict[str, Any] = {"cause": "correction"}
TRIED: dict[str, Any] = {"reason": "recipient.not_home", "attempts": 1}


def moving(hours: float = -1, **more: Any) -> ShipmentStatusChanged:
    return status("in_transit", hours, known_at=at(5), **more)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (status("delivered"), "delivered 1"),
        (status("attempt_failed", **TRIED), "attempt_failed 1"),
        (status("available_for_pickup"), "waiting_for_collection unknown"),
        (status("returning"), "returning 1"),
        (status("returned"), "returned 1"),
        (status("lost"), "lost 1"),
        (status("disposed"), "lost 1"),
    ],
)
@pytest.mark.parametrize("withdrawn", [moving(**BACK), moving(), moving(0, **BACK)])
def test_what_was_told_is_taken_back(
    told: ShipmentStatusChanged, line: str, withdrawn: ShipmentStatusChanged
) -> None:
    """The carrier now rests on something earlier, or corrects what was so at that instant."""
    ledger = Ledger().told(status("in_transit", -1), told, withdrawn, withdrawn)

    correction = f"correction {line.replace(' ', ':')}"
    assert ledger.says() == ["shipped 1", line, correction]


@pytest.mark.parametrize(
    "after",
    [
        status("delivered", reason="delivered.signed", **BACK),
        status("returning", 5),
        status("out_for_delivery", 24),
        status("in_transit", 0),
    ],
)
def test_what_only_went_on_is_not_taken_back(after: ShipmentStatusChanged) -> None:
    """An end that is left by something later was true; so is one whose reason is refined."""
    says = Ledger().told(status("delivered"), after).says()

    assert not [line for line in says if line.startswith("correction")]


@pytest.mark.parametrize("milestone", ["in_transit", "out_for_delivery", "exception"])
def test_what_is_not_worth_a_correction_gets_none(milestone: str) -> None:
    """Being on the way or on the vehicle is not taken back: the next message says what is so."""
    ledger = Ledger().told(status(milestone), status("announced", -1, **BACK))

    assert not [line for line in ledger.says() if line.startswith("correction")]


def test_a_journey_without_any_scan_left_takes_back_what_was_told() -> None:
    """The only scan was withdrawn: nothing is known any more."""
    ledger = Ledger().told(status("delivered"), status("unknown", 5, since=None, **BACK))

    assert ledger.says() == ["delivered 1", "correction delivered:1"]


@pytest.mark.parametrize("state", [State.DUE, State.WAITING, State.SUPPRESSED, State.FAILED])
def test_what_was_never_told_is_not_taken_back(state: State) -> None:
    """Nobody has read it, so nobody is told that it was wrong."""
    ledger = Ledger().after(status("delivered")).ended(state, "no_contact")

    assert ledger.after(moving(**BACK)).says() == ["delivered 1", "shipped 1"]


def test_what_may_have_been_told_is_taken_back() -> None:
    """A message that is on its way, or may have arrived, counts as told."""
    ledger = Ledger().after(status("delivered")).ended(State.SENDING)

    assert "correction delivered:1" in ledger.after(moving(**BACK)).says()


def test_a_delivery_after_a_correction_is_told() -> None:
    """Delivered, taken back, delivered: each is said; and again, and again."""
    ledger = Ledger().told(status("in_transit", -1), status("delivered"), moving(**BACK))
    ledger.told(
        status("delivered", 6), status("delivered", 6), moving(5, **BACK), status("delivered", 9)
    )

    assert ledger.says() == [
        "shipped 1",
        "delivered 1",
        "correction delivered:1",
        "delivered 1+1",
        "correction delivered:1+1",
        "delivered 1+2",
    ]


def test_an_attempt_after_a_corrected_one_is_told() -> None:
    """The carrier's first attempt did not happen; the one that did is the first, and new."""
    ledger = Ledger().told(status("in_transit", -1), status("attempt_failed", **TRIED))
    ledger.told(moving(**BACK, attempts=0), status("attempt_failed", 6, **TRIED))

    assert ledger.says()[-1] == "attempt_failed 1+1"


def test_a_delivery_that_was_untrue_before_it_was_told_does_not_silence_the_next() -> None:
    """Withdrawn before it went out: the real delivery is told, and no correction."""
    ledger = Ledger().told(status("in_transit", -1)).after(status("delivered"), moving(**BACK))
    ledger.ended(State.SUPPRESSED, "no_longer_true").told(status("delivered", 6))

    assert ledger.says() == ["shipped 1", "delivered 1", "delivered 1+1"]


def test_a_correction_overtaken_by_the_truth_tells_nothing() -> None:
    """Taken back and delivered again before the correction went out: what was told is so."""
    ledger = Ledger().told(status("in_transit", -1), status("delivered"))
    ledger.after(moving(**BACK), status("delivered", 6))

    assert ledger.says() == ["shipped 1", "delivered 1", "correction delivered:1"]


def test_a_correction_that_did_not_go_out_can_come_again() -> None:
    """After that, a second withdrawal is told, for the first never was."""
    ledger = Ledger().told(status("in_transit", -1), status("delivered")).after(moving(**BACK))
    ledger.ended(State.SUPPRESSED, "no_longer_true").after(status("delivered", 6))

    assert ledger.after(moving(**BACK)).says()[-1] == "correction delivered:1+1"


def test_another_number_takes_nothing_back() -> None:
    """A parcel that goes on under a new number begins before what the old one told: no error."""
    old = status("attempt_failed", **TRIED)
    gone = status("attempt_failed", links=(rebooked_as(),), **TRIED)
    new: dict[str, Any] = {"number": OTHER_NUMBER, "journey": "j-other"}

    ledger = Ledger().told(status("in_transit", -1), old, gone)
    ledger.told(status("unknown", since=None, **new), status("announced", -3, **new))

    assert ledger.says() == ["shipped 1", "attempt_failed 1"]
    assert {row.about.shipment_id for row in ledger.rows} == {leg(NUMBER).shipment_id}


def test_a_new_journey_of_a_number_takes_nothing_back() -> None:
    """The number goes round again and only a day is known: the old delivery stands."""
    new = status("unknown", 2000, journey="j-2", since=None, estimate=estimated("2026-06-01"))

    assert Ledger().told(status("delivered"), new).says() == ["delivered 1"]


def test_each_channel_takes_back_what_it_told() -> None:
    """The SMS that went out is corrected by SMS; the mail that did not is not."""
    ledger = Ledger(sms=True).after(status("delivered"))
    ledger.rows = [row for row in ledger.rows if row.channel == Channel.SMS]
    ledger.ended(State.SENT).after(status("exception", 0, **BACK))

    assert ledger.says(Channel.SMS) == ["delivered 1", "correction delivered:1"]
    assert ledger.says() == []


def test_a_return_that_did_not_arrive_is_taken_back() -> None:
    """The triggers of a return are corrected like all others."""
    back = (booking(direction=Direction.RETURN),)
    ledger = Ledger().told(status("delivered", bookings=back), moving(**BACK, bookings=back))

    assert ledger.says() == ["returned 1", "correction returned:1"]


def test_what_says_nothing_of_a_milestone_holds_under_none() -> None:
    """Nobody is told later that a confirmation was wrong."""
    assert not any(holds(Trigger.CONFIRMED, milestone) for milestone in Milestone)
    assert holds(Trigger.DELIVERED, Milestone.DELIVERED)
