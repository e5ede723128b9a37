"""The laws of the fold that speak of sets of facts: docs/fold.md, 1 to 5."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projection.domain import (
    EMPTY,
    Fact,
    State,
    canonical,
    deadlines,
    fold,
    fold_again,
    pack,
    status,
    step,
    timeline,
    unpack,
)
from projection_facts import at, scan
from projection_histories import LAW, START, histories


@LAW
@given(facts=histories(), data=st.data())
def test_law_1_any_order_and_any_repetition_end_in_the_same_state(
    facts: list[Fact], data: st.DataObject
) -> None:
    """Any permutation and any duplication of a shipment's facts folds to the same bytes."""
    repeated = facts + data.draw(st.lists(st.sampled_from(facts), max_size=5))
    shuffled = data.draw(st.permutations(repeated))

    one, other = fold(facts), fold(shuffled)

    assert canonical(one) == canonical(other)
    assert pack(one) == pack(other)
    assert timeline(facts) == timeline(shuffled)
    assert deadlines(one) == deadlines(other)


@LAW
@given(facts=histories(), days=st.integers(0, 150))
def test_law_4_the_fold_never_raises_and_reads_no_clock(facts: list[Fact], days: int) -> None:
    """Whatever was stored can be folded and shown, today and on any later day."""
    as_of = START + timedelta(days=days)

    state = fold(facts)

    assert canonical(state) == canonical(fold(facts))
    assert status(state).journey
    assert timeline(facts, as_of=as_of) == timeline(f for f in facts if f.known_at <= as_of)


@LAW
@given(facts=histories(), cut=st.integers(0, 14))
def test_law_5_a_step_from_any_snapshot_is_the_fold_of_all(facts: list[Fact], cut: int) -> None:
    """From a stored state the next fact leads where folding everything leads, or is declined."""
    before, rest = facts[:cut], facts[cut:]
    state = fold(before)

    for number, fact in enumerate(rest, start=len(before) + 1):
        everything = fold(facts[:number])
        stepped = step(unpack(pack(state)) if before else state, fact)

        assert stepped is None or _same(stepped, everything)
        state = everything


@LAW
@given(facts=histories())
def test_law_5_holds_for_facts_that_come_in_order(facts: list[Fact]) -> None:
    """A stream that comes in its own order is folded step by step to the state of the whole."""
    ordered = sorted(facts, key=_by_own_time)
    state: State = EMPTY

    for number, fact in enumerate(ordered, start=1):
        everything = fold(ordered[:number])
        stepped = step(state, fact)

        assert stepped is None or _same(stepped, everything)
        state = everything


@LAW
@given(facts=histories(), repeated=st.integers(0, 13))
def test_law_5_a_repeated_fact_is_declined_or_changes_nothing(
    facts: list[Fact], repeated: int
) -> None:
    """The fast path never counts a scan, promise or estimate twice."""
    again = facts[repeated % len(facts)]
    state = fold(facts)

    stepped = step(state, again)

    assert stepped is None or _same(stepped, state)


@LAW
@given(facts=histories(), data=st.data())
def test_law_5_holds_for_a_history_that_is_folded_again(
    facts: list[Fact], data: st.DataObject
) -> None:
    """By steps in the order of their own times, or by the fold: the same, whatever came when."""
    once = list({fact.ce_id: fact for fact in reversed(facts)}.values())

    assert _same(fold_again(data.draw(st.permutations(once))), fold(once))


def test_a_history_of_plain_scans_is_folded_again_by_steps_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many there are and in whatever order: the fold itself is not asked."""
    facts = [scan(at(hours=hour), "in_transit") for hour in reversed(range(300))]
    right = fold(facts)

    def never(_: object) -> State:
        raise AssertionError("the fold was asked")

    monkeypatch.setattr("projection.domain.again.fold", never)
    assert _same(fold_again(facts), right)


@LAW
@given(facts=histories(longest=1))
def test_law_5_begins_with_nothing(facts: list[Fact]) -> None:
    """The state of no facts is the empty one, and stepping from it folds the first fact."""
    assert fold(()) == EMPTY
    assert step(EMPTY, facts[0]) == fold(facts)


def _same(one: State, other: State) -> bool:
    return pack(one) == pack(other) and canonical(one) == canonical(other)


def _by_own_time(fact: Fact) -> tuple[datetime, datetime]:
    body = fact.body
    for name in ("booked_at", "at", "observed_at"):
        if hasattr(body, name) and not hasattr(body, "when"):
            return getattr(body, name), fact.known_at
    instant = getattr(getattr(body, "when", None), "instant", None)
    return instant or fact.known_at, fact.known_at
