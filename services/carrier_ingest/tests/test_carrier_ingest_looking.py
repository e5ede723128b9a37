"""When to ask again: often on the day of delivery, rarely at sea, never after the end."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from carrier_ingest.carriers.heard import Outcome
from carrier_ingest.domain import looking
from carrier_ingest.domain.plan import Plan, Result, answered, dump, has_to_be_told, load
from waymark_events.values import Span
from waymark_events.vocabulary import TERMINAL, Milestone, Way

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
MINUTE, HOUR = 60, 3_600


def plan(**changes: object) -> Plan:
    base = Plan(
        retailer="nordlicht",
        carrier="dhl_parcel_de",
        number="00340434900000000010",
        orders=("order-1",),
        milestone=Milestone.IN_TRANSIT,
        changed_at=NOW - timedelta(hours=2),
    )
    return msgspec.structs.replace(base, **changes)


def pause(plan: Plan, *, rarely: bool = False) -> float:
    return looking.pause_s(plan, NOW, rarely=rarely)


def day(text: str) -> Span:
    return Span(from_=text, to=text, precision="day", zone="Europe/Berlin")


def test_a_parcel_on_the_vehicle_is_asked_for_often() -> None:
    """Out for delivery: every quarter of an hour, spread by at most a tenth."""
    found = pause(plan(milestone=Milestone.OUT_FOR_DELIVERY))

    assert 15 * MINUTE <= found <= 16.5 * MINUTE


@pytest.mark.parametrize(
    ("expected", "least", "most"),
    [
        ("2026-03-12", 15 * MINUTE, 17 * MINUTE),
        ("2026-03-11", 15 * MINUTE, 17 * MINUTE),
        ("2026-03-13", 2 * HOUR, 2.2 * HOUR),
        ("2026-03-20", 4 * HOUR, 4.4 * HOUR),
    ],
)
def test_the_expected_day_sets_the_pace(expected: str, least: float, most: float) -> None:
    """Often on the day and the day after, sooner on the eve, as usual before."""
    assert least <= pause(plan(expected=day(expected))) <= most


def test_freight_and_pushed_accounts_are_asked_rarely() -> None:
    """What is at sea, or is told to us by push, is looked at twice a day."""
    at_sea = pause(plan(way=Way.FREIGHT))
    pushed = pause(plan(milestone=Milestone.OUT_FOR_DELIVERY), rarely=True)

    assert min(at_sea, pushed) >= 12 * HOUR


def test_a_parcel_that_stands_still_is_asked_for_less() -> None:
    """Four days without a change double the pause and more."""
    assert pause(plan(changed_at=NOW - timedelta(days=5))) >= 6 * HOUR


def test_a_number_not_found_is_asked_for_slower_and_slower() -> None:
    """Not found means not known yet: keep asking, with growing pauses up to half a day."""
    now, pauses, waiting = NOW, [], plan(milestone=Milestone.UNKNOWN)
    for _ in range(8):
        waiting = answered(waiting, Result(number="1", outcome=Outcome.NOT_FOUND), now)
        pauses.append(pause(waiting))

    assert pauses == sorted(pauses)
    assert pauses[0] < HOUR
    assert 12 * HOUR <= pauses[-1] <= 14 * HOUR


@pytest.mark.parametrize(
    "finished",
    [
        *({"milestone": milestone} for milestone in sorted(TERMINAL)),
        {"expired": True},
        {"orders": ()},
        {"way": Way.UNTRACKED},
        {"carrier": "own"},
        {"refused": True},
    ],
)
def test_what_is_finished_or_not_booked_is_never_asked_for(finished: dict[str, object]) -> None:
    """Only booked, tracked, unfinished numbers that the carrier did not refuse for good."""
    assert looking.next_look(plan(**finished), NOW, rarely=False, scale=1.0) is None


def test_a_scale_plays_a_day_in_minutes() -> None:
    """A demonstration asks every second by a setting; never faster than that."""
    soon = looking.next_look(plan(), NOW, rarely=False, scale=0.0001)

    assert soon is not None
    assert soon - NOW < timedelta(seconds=3)
    assert soon - NOW >= timedelta(seconds=1)


def test_news_never_postpone_a_look() -> None:
    """Learning something may bring the next look forward and never pushes it back."""
    soon = NOW + timedelta(minutes=1)

    assert looking.hurried(plan(due_at=soon), NOW, rarely=False, scale=1.0) == soon


def test_a_look_is_published_on_a_changed_outcome_or_hourly() -> None:
    """The same outcome again within the hour is nobody's news."""
    told = plan(outcome="nothing_new", published="nothing_new", published_at=NOW)

    assert not has_to_be_told(told, NOW + timedelta(minutes=59), HOUR)
    assert has_to_be_told(told, NOW + timedelta(minutes=60), HOUR)
    assert has_to_be_told(
        msgspec.structs.replace(told, outcome="news"), NOW + timedelta(minutes=1), HOUR
    )


def test_an_answer_that_says_the_same_again_is_nothing_new() -> None:
    """An answer is news when what it says of the number differs from the answer before."""
    results = [Result(number="1", outcome=Outcome.NEWS, heard=heard) for heard in "aab"]
    now, outcomes = plan(), []
    for result in results:
        now = answered(now, result, NOW)
        outcomes.append(now.outcome)

    assert outcomes == ["news", "nothing_new", "news"]


def test_a_plan_survives_its_store() -> None:
    """What is known of a number is read back as it was."""
    known = plan(expected=day("2026-03-13"), due_at=NOW, misses=2)

    assert load(dump(known)) == known
