"""The total order and own time: the same answer for everybody, and never an exception."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.ordering import end_of_day, order_key, own_instant, zone_of
from waymark_events.values import When
from waymark_events.vocabulary import Certainty, Milestone

NINE = datetime(2026, 3, 29, 9, tzinfo=UTC)
EXACT = When(local="2026-03-29T11:00:00", certainty=Certainty.EXACT, instant=NINE, zone="+02:00")


def test_ties_are_broken_by_sequence_then_rank_then_learning_then_id() -> None:
    """At one instant: the carrier's numbering, the course of things, what came first, the id."""
    later = NINE + timedelta(seconds=1)
    ordered = [
        order_key(EXACT, 0, Milestone.OUT_FOR_DELIVERY, later, "z"),
        order_key(EXACT, 0, Milestone.DELIVERED, NINE, "b"),
        order_key(EXACT, 0, Milestone.DELIVERED, later, "a"),
        order_key(EXACT, 0, Milestone.DELIVERED, later, "b"),
        order_key(EXACT, 1, Milestone.ACCEPTED, NINE, "a"),
    ]

    assert all(first < second for first, second in pairwise(ordered))


def test_the_printed_offset_does_not_change_the_place() -> None:
    """09:00 in UTC and 02:00 at -07:00 are one instant."""
    west = When(
        local="2026-03-29T02:00:00",
        certainty=Certainty.EXACT,
        instant=datetime.fromisoformat("2026-03-29T02:00:00-07:00"),
    )

    assert own_instant(west) == own_instant(EXACT)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)]
)
def test_a_day_has_as_many_hours_as_its_zone_gives_it(day: str, hours: int) -> None:
    """A date alone counts as the end of that day, also when the clocks are put on or back."""
    berlin = ZoneInfo("Europe/Berlin")
    this = date.fromisoformat(day)

    before = end_of_day(this - timedelta(days=1), berlin)

    assert end_of_day(this, berlin) - before == timedelta(hours=hours)
    dated = When(local=day, certainty=Certainty.NONE, zone="Europe/Berlin")
    assert own_instant(dated) == end_of_day(this, berlin)


@given(
    local=st.one_of(st.text(max_size=25), st.dates().map(str), st.datetimes().map(str)),
    zone=st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["-07:00", "+1400", "UTC"])),
)
def test_no_printed_time_raises(local: str, zone: str | None) -> None:
    """Whatever a carrier prints, a stored fact has a place in the order."""
    found = own_instant(When(local=local, certainty=Certainty.NONE, zone=zone))

    assert found.tzinfo is not None


def test_an_unknown_zone_counts_as_utc() -> None:
    """A zone is an IANA name or an offset; anything else is not guessed at."""
    assert zone_of("Mars/Olympus") is UTC
    assert zone_of(None) is UTC
    assert zone_of("-07:00").utcoffset(NINE) == timedelta(hours=-7)
