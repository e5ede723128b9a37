"""How a handing over ended and what becomes of the row: one extra at most for each doubt."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from notifier.domain.judging import End, Send, judge
from notifier.domain.outcomes import Next, Outcome, Refused, Taken, TryAgain, Unknown, after, word
from notifier.domain.rows import Row
from notifier.domain.triggers import State
from notifier_given import NOW
from notifier_rows import known, row

FIRST = timedelta(seconds=15)
SOON = NOW + FIRST


@pytest.mark.parametrize(
    ("outcome", "doubtful", "then"),
    [
        (Taken(), False, Next(state=State.SENT)),
        (Taken(), True, Next(state=State.SENT, doubtful=True)),
        (TryAgain("smtp_451"), False, Next(state=State.DUE, next_try=SOON, detail="smtp_451")),
        (
            TryAgain("smtp_451"),
            True,
            Next(state=State.DUE, next_try=SOON, detail="smtp_451", doubtful=True),
        ),
        (Refused("smtp_550"), False, Next(state=State.FAILED, detail="smtp_550")),
        (Refused("smtp_550"), True, Next(state=State.FAILED, detail="smtp_550", doubtful=True)),
        (
            Unknown("smtp_TimeoutError"),
            False,
            Next(state=State.DUE, next_try=SOON, detail="smtp_TimeoutError", doubtful=True),
        ),
        (
            Unknown("smtp_TimeoutError"),
            True,
            Next(state=State.FAILED, detail="unknown_outcome", doubtful=True),
        ),
    ],
)
def test_what_becomes_of_a_row(outcome: Outcome, then: Next, *, doubtful: bool) -> None:
    """Each outcome, for a row that is in doubt already and one that is not."""
    taken_up = row(state=State.SENDING, attempts=1, doubtful=doubtful)

    assert after(taken_up, outcome, FIRST, NOW) == then


@pytest.mark.parametrize(
    ("was_doubtful", "to", "said"),
    [
        (False, Next(state=State.SENT), "sent"),
        (False, Next(state=State.SENT, detail="kept"), "kept"),
        (False, Next(state=State.DUE, next_try=SOON, detail="smtp_451"), "due"),
        (False, Next(state=State.DUE, next_try=SOON, doubtful=True), "doubtful"),
        (True, Next(state=State.DUE, next_try=SOON, doubtful=True), "due"),
        (False, Next(state=State.FAILED, doubtful=True), "failed"),
    ],
)
def test_what_became_of_a_row_has_a_word(to: Next, said: str, *, was_doubtful: bool) -> None:
    """A doubt is told when it comes up; what was kept was not sent to anybody."""
    assert word(row(state=State.SENDING, doubtful=was_doubtful), to) == said


DIED = "died"
OUTCOMES = st.sampled_from(
    [Taken(), TryAgain("smtp_451"), Refused("smtp_550"), Unknown("smtp_TimeoutError"), DIED]
)


def taken_up(given: Row) -> Row | None:
    """The row as it is committed before the message leaves; None when it does not leave."""
    verdict = judge(given, known(), NOW)
    if isinstance(verdict, End):
        return None
    assert isinstance(verdict, Send)
    in_doubt = given.doubtful or given.state == State.SENDING
    return replace(given, state=State.SENDING, attempts=given.attempts + 1, doubtful=in_doubt)


@settings(deadline=None)
@given(st.lists(OUTCOMES, max_size=12))
def test_a_person_gets_one_extra_at_most(outcomes: list[Outcome | str]) -> None:
    """Whatever happens, in any order: at most two may have arrived, and two only after a doubt."""
    open_row, arrived, doubts = row(), 0, 0
    for outcome in outcomes:
        sending = taken_up(open_row)
        if sending is None:
            break
        unsure = outcome == DIED or isinstance(outcome, Unknown)
        arrived += unsure or isinstance(outcome, Taken)
        doubts += unsure
        if isinstance(outcome, str):
            open_row = sending
            continue
        then = after(sending, outcome, FIRST, NOW)
        open_row = replace(sending, state=then.state, doubtful=then.doubtful)
        if then.next_try is None:
            break

    assert arrived <= 1 + min(doubts, 1)


@pytest.mark.parametrize(
    ("state", "doubtful", "told", "dead"),
    [
        (State.WAITING, False, False, False),
        (State.DUE, False, False, False),
        (State.DUE, True, True, False),
        (State.SENDING, False, True, False),
        (State.SENT, False, True, False),
        (State.FAILED, False, False, True),
        (State.FAILED, True, True, False),
        (State.SUPPRESSED, False, False, True),
    ],
)
def test_whether_a_person_has_it(state: State, *, doubtful: bool, told: bool, dead: bool) -> None:
    """Sent, or on its way, or perhaps: told. Ended and certainly not: dead. Else nobody knows."""
    given = row(state=state, doubtful=doubtful)

    assert (given.is_told, given.is_dead) == (told, dead)
