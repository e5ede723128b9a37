"""The fast path, case by case: what it says is what the fold says, or it says nothing."""

import pytest
from projection.domain import EMPTY, Fact, deadlines, fold, pack, step
from projection.domain.fold import bits
from projection_facts import at, booking, estimate, promise, scan

PROMISE = promise(at(), "2026-03-04", due=at(3), ce_id="promise")
MOVING = scan(at(1), "in_transit", scan_id="S")


def missed() -> Fact:
    """The watchman says that the promise was missed."""
    (found,) = (one for one in deadlines(fold([PROMISE])) if one.kind == "promise_missed")
    return Fact(found.ce_id, at(4), found.body)


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([PROMISE, MOVING, missed()], promise(at(5), "2026-03-09", due=at(9))),
        ([PROMISE], promise(at(1), "2026-03-09", due=at(9))),
        ([MOVING, estimate(at(2), "2026-03-05")], estimate(at(3), "2026-03-06")),
        ([MOVING], estimate(at(2), "2026-03-06")),
        ([booking(at(), at(-1)), MOVING], scan(at(2), "attempt_failed", "recipient.not_home")),
        ([scan("2026-03-03", "in_transit")], scan(at(3), "in_transit")),
        ([booking(at(), at(-1))], booking(at(1), at(0.5), "2")),
    ],
)
def test_what_comes_in_order_is_one_cheap_step(before: list[Fact], then: Fact) -> None:
    """The same bytes as all facts together give."""
    stepped = step(fold(before), then)

    assert stepped is not None
    assert pack(stepped) == pack(fold([*before, then]))


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([MOVING, estimate(at(3), "2026-03-05")], estimate(at(2), "2026-03-06")),
        ([PROMISE, promise(at(2), "2026-03-05", due=at(4))],
         promise(at(1), "2026-03-09", due=at(9))),
        ([MOVING], scan(at(0.5), "accepted")),
        ([MOVING], scan(at(1), "in_transit", scan_id="S", known=at(2))),
        ([scan("2026-03-04", "in_transit")],
         scan("2026-03-04", "in_transit", dialect="other", known=at(5))),
        ([MOVING], scan(at(1, 0.001), "in_transit", dialect="other", known=at(5))),
    ],
)  # fmt: skip
def test_what_only_the_history_can_tell_is_declined(before: list[Fact], then: Fact) -> None:
    """What is older than what is known, said again, or said by another dialect of the same."""
    assert step(fold(before), then) is None


def test_the_first_fact_needs_no_history() -> None:
    """Whatever it is."""
    for first in (MOVING, PROMISE, booking(at(), at(-1)), estimate(at(), "2026-03-05")):
        assert step(EMPTY, first) == fold([first])


def test_what_names_a_fact_that_is_not_here_leaves_all_to_the_history() -> None:
    """The watchman's word came first: until its fact is here, no step is sure."""
    state = fold([missed()])

    assert state.dangling
    assert step(state, MOVING) is None
    assert not fold([missed(), PROMISE]).dangling


def test_a_number_that_is_used_again_has_a_journey_of_its_own() -> None:
    """It was opened by its booking: what is older belongs to the journey before."""
    state = fold([MOVING, scan(at(2), "delivered"), booking(at(90), at(89), "2")])

    assert state.opened > at(60)
    assert step(state, estimate(at(1), "2026-03-05")) is None
    assert step(state, promise(at(1), "2026-03-05", due=at(4))) is None


def test_the_bits_of_a_scan_stay_what_they_are() -> None:
    """States are stored with them: other bits would want another version of the fold."""
    set_bits = [place for place in range(512) if bits("scan-00001") >> place & 1]

    assert set_bits == [252, 262, 391]
