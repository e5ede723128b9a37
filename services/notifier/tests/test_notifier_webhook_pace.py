"""When deliveries are tried again, when endpoints rest, and when they are disabled."""

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifier.domain.webhooks.filters import expanded, unknown, wants
from notifier.domain.webhooks.health import Health, after, verdict
from notifier.domain.webhooks.pace import (
    FAILED_HERE,
    LEASE,
    MOST_WAIT,
    TIMEOUT,
    Answer,
    next_try,
    rest,
    wait_asked_for,
)
from notifier.domain.webhooks.sharing import AT_ONCE, Waiting, share
from notifier_given import NOW
from waymark_events.webhooks import RETAILER_TYPES

FAILED, TAKEN = Answer(duration_ms=5, status=500), Answer(duration_ms=5, status=204)
CHANCES = st.floats(0, 1, exclude_max=True)


def tries(chances: list[float], answer: Answer = FAILED) -> list[datetime]:
    """When a delivery that always fails is tried, from the first to the last."""
    found, at = [], NOW
    for chance in chances:
        found.append(at)
        after_it = next_try(len(found), answer, chance, at)
        if after_it is None:
            return found
        at = after_it
    raise AssertionError("it never ends")


@given(st.lists(CHANCES, min_size=30, max_size=30))
def test_a_delivery_is_tried_fourteen_times_over_three_days_at_least(chances: list[float]) -> None:
    """Whatever chance says; each pause is longer than the one before, and it ends in a week."""
    found = tries(chances)

    assert len(found) >= 14
    assert timedelta(hours=72) <= found[-1] - found[0] <= timedelta(days=5)
    pauses = [later - one for one, later in pairwise(found)]
    assert pauses == sorted(pauses)


def test_chance_spreads_what_failed_together() -> None:
    """Two deliveries of one instant are not tried again at one instant."""
    assert next_try(3, FAILED, 0.0, NOW) != next_try(3, FAILED, 0.9, NOW)


@given(CHANCES, st.integers(1, 14), st.integers(0, 10**9))
def test_retry_after_is_waited_for_within_bounds(chance: float, attempt: int, asked: int) -> None:
    """Never sooner than asked for or than the plan; never later than a day for its sake."""
    wait = wait_asked_for(str(asked), NOW)
    plain = next_try(attempt, FAILED, chance, NOW)
    asked_for = next_try(attempt, Answer(duration_ms=1, status=429, retry_after=wait), chance, NOW)

    assert plain is not None
    assert asked_for == max(plain, NOW + min(timedelta(seconds=asked), MOST_WAIT))


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 10 Mar 2026 09:01:00 GMT", timedelta(minutes=1)),
        ("Tue, 10 Mar 2020 09:01:00 GMT", timedelta(0)),
        ("Tue, 10 Mar 2099 09:01:00 GMT", MOST_WAIT),
        ("99999999999999999999", MOST_WAIT),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("²", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(header: str | None, wait: timedelta | None) -> None:
    """What is neither asks for nothing."""
    assert wait_asked_for(header, NOW) == wait


def test_a_lease_outlasts_a_try() -> None:
    """Nobody takes up what is still being sent."""
    assert LEASE > 2 * TIMEOUT


def test_an_endpoint_that_fails_rests_and_never_for_long() -> None:
    """A receiver that is away is not hammered, and is noticed soon when it is back."""
    rests = [rest(failures).total_seconds() for failures in range(12)]

    assert rests == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_success_makes_all_good() -> None:
    """Failures count in a row."""
    health = after(after(Health(), FAILED, NOW), FAILED, NOW + timedelta(hours=1))
    assert health == Health(failing_since=NOW, failures=2)

    assert after(health, TAKEN, NOW) == Health()


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 36)), max_size=60))
def test_five_days_of_nothing_but_failure_disable(tried: list[tuple[bool, int]]) -> None:
    """Exactly when no try since the last success worked and the first is five days ago."""
    health, at, first = Health(), NOW, None
    for is_good, hours in tried:
        at += timedelta(hours=hours)
        answer = TAKEN if is_good else FAILED
        first = None if is_good else first or at
        health = after(health, answer, at)
        is_over = first is not None and at - first >= timedelta(days=5)

        assert verdict(health, answer, at) == ("failing" if is_over else None)


def test_a_fault_of_ours_costs_no_endpoint_anything() -> None:
    """A wrong key for the secrets, for a week: nothing is given up, nobody is disabled."""
    ours = Answer(duration_ms=0, error=FAILED_HERE)
    sick = Health(failing_since=NOW - timedelta(days=9), failures=4)

    assert after(sick, ours, NOW) == sick
    assert verdict(sick, ours, NOW) is None
    assert next_try(99, ours, 0.0, NOW) == NOW + timedelta(minutes=1)


def test_gone_disables_at_once_and_a_replay_elsewhere_ends_after_ten_failures() -> None:
    """410 is said on purpose; at another address nobody may listen."""
    assert verdict(Health(), Answer(duration_ms=1, status=410), NOW) == "gone"
    health = Health(elsewhere=True)
    for _ in range(9):
        health = after(health, FAILED, NOW)
        assert verdict(health, FAILED, NOW) is None
    assert verdict(after(health, FAILED, NOW), FAILED, NOW) == "failing"


@pytest.mark.parametrize(
    ("status", "is_taken"), [(200, True), (299, True), (300, False), (302, False), (199, False)]
)
def test_only_a_2xx_takes_it(status: int, is_taken: bool) -> None:
    """A redirect is a failure: where it leads was never allowed."""
    assert Answer(duration_ms=1, status=status).is_taken is is_taken
    assert not Answer(duration_ms=1, error="timeout").is_taken


def test_a_filter_names_types_or_beginnings() -> None:
    """None means all; `order.*` means what begins so, and no type that merely looks alike."""
    assert wants([], "order.placed.v1")
    assert wants(["order.*"], "order.placed.v1")
    assert not wants(["order.*"], "orders.placed.v1")
    assert not wants(["order.placed.v1"], "order.cancelled.v1")
    assert expanded([]) == list(RETAILER_TYPES)
    assert expanded(["notification.*"]) == [
        f"notification.{what}.v1" for what in ("failed", "sent", "suppressed")
    ]
    assert unknown(["order.*", "order.place.v1", "*", "x.*"]) == ["order.place.v1", "*", "x.*"]


def hook(number: int, in_flight: int = 0, *, failing: bool = False) -> Waiting:
    return Waiting(endpoint=UUID(int=number), in_flight=in_flight, failing=failing)


def test_places_are_shared_in_turn() -> None:
    """Everybody gets one before anybody gets two; a full endpoint gets none."""
    given = share([hook(1), hook(2), hook(3, AT_ONCE)], 3, 3)

    assert given == {UUID(int=1): 2, UUID(int=2): 1}


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 64))
def test_those_that_fail_never_take_the_places_of_those_that_answer(
    failing: list[bool], free: int
) -> None:
    """However many hang: each one place, together their part, and no place is given twice."""
    waiting = [hook(number, failing=one) for number, one in enumerate(failing)]

    given = share(waiting, free, free // 2)

    hanging = [given.get(UUID(int=number), 0) for number, one in enumerate(failing) if one]
    assert sum(given.values()) <= free
    assert all(count <= 1 for count in hanging)
    assert sum(hanging) <= free // 2
    healthy = len(failing) - len(hanging)
    assert sum(given.values()) - sum(hanging) >= min(free - free // 2, healthy * AT_ONCE)
