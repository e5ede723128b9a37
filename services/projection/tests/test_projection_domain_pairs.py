"""One scan heard in two dialects (docs/fold.md, 4), and rules at their very edge."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from projection.domain import Fact, deadlines, fold, happened_by, status, timeline
from projection_facts import at, correction, day, estimate, fact, promise, scan
from waymark_events.messages.shipments import ShipmentEstimated, ShipmentPromised
from waymark_events.values import Place, Span
from waymark_events.vocabulary import Flag

PROMISE = promise(at(), "2026-03-04", due=at(3), ce_id="promise")
DAY = day("2026-03-04")
MINUTE = timedelta(minutes=1)


def tried(when: Any, scan_id: str, **more: Any) -> Fact:
    """A failed attempt, as one dialect tells of it."""
    return scan(when, "attempt_failed", "recipient.not_home", scan_id, **more)


def heard_twice(first: dict[str, Any], second: dict[str, Any]) -> list[Fact]:
    """An attempt in two dialects, the second one learned an hour later."""
    return [
        tried(first.pop("when", at(1)), "A", known=at(1), **first),
        tried(second.pop("when", at(1)), "B", dialect="other", known=at(1, 1), **second),
    ]


def attempts(*facts: Fact) -> int:
    return fold(facts).course.attempts


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({}, {"when": at(1) + 0.5 * MINUTE}),
        ({"place": Place(city="Bad Homburg", country="DE")}, {"place": None}),
        ({"place": Place(city="Bad Homburg", country="DE")}, {"place": Place(country="DE")}),
        ({"place": Place(city="Bad Homburg")}, {"place": Place(city=" BAD  homburg")}),
        ({"when": "2026-03-04"}, {"when": "2026-03-04"}),
    ],
)
def test_a_scan_in_two_dialects_counts_once(first: Any, second: Any) -> None:
    """Of the same minute or printed day, as far as both say where."""
    facts = heard_twice(dict(first), dict(second))

    (entry,) = timeline(facts).journeys[0].entries
    assert (entry.scan_id, entry.also, len(entry.echoes)) == ("A", ("other",), 1)
    assert attempts(*facts) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"when": at(1) + MINUTE}),
        ({}, {"when": at(1, 5)}),
        ({"place": Place(city="Kassel")}, {"place": Place(city="Hanau")}),
        ({"when": "2026-03-04"}, {"when": at(2, 13) + timedelta(minutes=59)}),
    ],
)
def test_two_scans_in_two_dialects_count_twice(first: Any, second: Any) -> None:
    """Another minute, another place, or a day beside an hour: nobody knows that they are one."""
    assert attempts(*heard_twice(dict(first), dict(second))) == 2


@pytest.mark.parametrize("withdrawn", ["A", "B"])
def test_what_one_dialect_takes_back_is_taken_back_in_both(withdrawn: str) -> None:
    """It is the same scan, whichever of its names is said."""
    facts = [*heard_twice({}, {}), correction(at(2), withdrawn)]

    assert attempts(*facts) == 0
    assert status(fold(facts)).milestone == "unknown"


def test_a_correction_hides_no_pair_behind_it() -> None:
    """Pairs are looked for among all that is no correction."""
    facts = [scan(at(), "accepted", scan_id="S"), correction(at(0.5), "S"), *heard_twice({}, {})]

    assert attempts(*facts) == 1


def test_what_comes_at_the_due_instant_is_in_time() -> None:
    """A promise of a day ends with it."""
    kinds = [one.kind for one in deadlines(fold([PROMISE, scan(at(3), "attempt_failed")]))]

    assert "promise_missed" not in kinds


def test_what_was_so_at_an_instant_was_so_by_then() -> None:
    """Facts that came about at the instant belong to it."""
    assert fold(happened_by([PROMISE], at())).promise is not None
    assert fold(happened_by([PROMISE], at() - MINUTE)).promise is None


def test_a_terminal_milestone_is_left_by_something_later_alone() -> None:
    """Not by something of the same instant."""
    same = status(fold([scan(at(), "delivered"), scan(at(), "returning", sequence=1)]))
    later = status(fold([scan(at(), "delivered"), scan(at(1), "returning")]))

    assert (same.milestone, same.flags) == ("delivered", (Flag.AFTER_END,))
    assert later.milestone == "returning"


def window(start: str, end: str) -> Span:
    return Span(from_=f"2026-03-04T{start}", to=f"2026-03-04T{end}", precision="window", zone="UTC")


def promised_in(span: Span) -> Fact:
    assert isinstance(PROMISE.body, ShipmentPromised)
    return fact(replace(PROMISE.body, span=span), at(), "promise")


def expected_in(span: Span | None) -> Fact:
    body = estimate(at(1), "2026-03-04").body
    assert isinstance(body, ShipmentEstimated)
    return fact(replace(body, span=span), at(1), "estimate")


@pytest.mark.parametrize(
    ("promised", "expected", "is_delayed"),
    [
        (window("09:00", "12:00"), window("10:00", "13:00"), True),
        (window("09:00", "12:00"), window("10:00", "12:00"), False),
        (window("09:00", "12:00"), window("08:00", "11:00"), False),
        (window("09:00", "12:00"), DAY, False),
        (DAY, window("10:00", "13:00"), False),
        (DAY, None, False),
    ],
)
def test_windows_are_compared_by_the_minute_and_anything_else_by_the_day(
    promised: Any, expected: Any, *, is_delayed: bool
) -> None:
    """An estimate that names no time delays nothing."""
    flags = status(fold([promised_in(promised), expected_in(expected)])).flags

    assert (Flag.DELAYED in flags) == is_delayed


def test_what_is_said_at_the_instant_of_giving_up_came_before_it() -> None:
    """The parcel stays given up."""
    moving = scan(at(), "in_transit", ce_id="moving")
    (found,) = (one for one in deadlines(fold([moving])) if one.kind == "expired")
    given_up = Fact(found.ce_id, at(61), found.body)

    assert Flag.EXPIRED in status(fold([moving, given_up])).flags
    beside = estimate(at(61), "2026-05-05", ce_id="beside")
    after = estimate(at(62), "2026-05-06", ce_id="after")
    assert Flag.EXPIRED in status(fold([moving, given_up, beside])).flags
    assert Flag.EXPIRED not in status(fold([moving, given_up, after])).flags
