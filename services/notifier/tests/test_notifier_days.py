"""Days and moments: which day is expected, and when by its own time something happened."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from notifier.domain.days import expected_day, happened_at, last_day, scan_behind, today
from notifier.domain.rows import Inputs
from notifier_given import NOW, Ledger, at, estimated, promised, span, status, when
from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import When
from waymark_events.vocabulary import Certainty

TODAY, TOMORROW, YESTERDAY = "2026-03-10", "2026-03-11", "2026-03-09"


def moving(estimate: str | None = None, promise: str | None = None) -> PublicStatus:
    """A status on the way; a day that is not given was never said."""
    said = status("in_transit").status
    return replace(
        said,
        estimate=estimated(estimate) if estimate else None,
        promise=promised(promise) if promise else None,
    )


@pytest.mark.parametrize(
    ("said", "day"),
    [
        (moving(), None),
        (moving(estimate=TOMORROW, promise=TODAY), TOMORROW),
        (moving(promise=TOMORROW), TOMORROW),
        (moving(estimate=YESTERDAY, promise=TOMORROW), TOMORROW),
        (moving(estimate=TODAY, promise=TOMORROW), TODAY),
        (moving(promise=YESTERDAY), None),
    ],
)
def test_the_day_is_the_estimates_then_the_promises(said: PublicStatus, day: str | None) -> None:
    """Today is still a day on which it may come; one gone by says nothing."""
    assert expected_day(said, NOW) == day


def test_a_day_is_over_by_the_clock_there() -> None:
    """At half past eleven in London it is tomorrow in Berlin, where the parcel goes."""
    late = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)

    assert today(late, "Europe/Berlin") == TOMORROW
    assert expected_day(moving(promise=TODAY), late) is None


def test_of_a_span_of_hours_the_day_is_named() -> None:
    """By the local clock of its end."""
    hours = replace(span(TODAY), from_=f"{TODAY}T08:00:00", to=f"{TODAY}T12:00:00")

    assert last_day(hours) == TODAY


def test_what_has_no_time_of_its_own_happened_when_it_was_learned() -> None:
    """Nor has what cannot be read; its text is still what it is known by."""
    unread = When(local="soon", certainty=Certainty.NONE)
    known = at(5)

    assert happened_at(status("delivered", since=when(at(1)), known_at=known)) == at(1)
    assert happened_at(status("delivered", since=None, known_at=known)) == known
    assert happened_at(status("delivered", since=unread, known_at=known)) == known
    assert scan_behind(status("delivered", since=unread)) == "soon"
    assert scan_behind(status("delivered", since=None)) == "fact-delivered-0"
    assert scan_behind(status("delivered", since=when(NOW))) == NOW.isoformat()


@pytest.mark.parametrize(
    ("milestone", "day"),
    [("in_transit", TOMORROW), ("out_for_delivery", TODAY), ("lost", None)],
)
def test_a_message_says_its_day(milestone: str, day: str | None) -> None:
    """Shipped: when it comes; on the vehicle: that day; else none."""
    (row,) = Ledger().after(status(milestone, estimate=estimated(TOMORROW))).rows

    assert row.what.inputs == Inputs(day=day)


def test_a_vehicle_that_left_at_no_time_left_on_no_day() -> None:
    """Still it is told, once."""
    left = status("out_for_delivery", since=None, known_at=NOW)

    assert Ledger().after(left, left).says() == ["out_for_delivery unknown"]


def test_a_later_status_of_the_same_number_is_later() -> None:
    """Generation before version; another number's statuses are neither earlier nor later."""
    (row,) = Ledger().after(status("delivered", generation=1, version=5)).rows
    own, other = row.about.shipment_id, replace(row.about, shipment_id=None)
    assert own is not None

    places = [(1, 4), (1, 5), (1, 6), (2, 1), (0, 9)]
    assert [row.about.is_later(own, place) for place in places] == [True, False, False, False, True]
    assert not other.is_later(own, (1, 4))
    assert not replace(row.about, status=None).is_later(own, (1, 4))


def test_a_vehicle_leaves_again_on_another_day() -> None:
    """The day is by the clock that the carrier wrote."""
    first, second = status("out_for_delivery"), status("out_for_delivery", 24)

    days = [row.what.inputs.day for row in Ledger().after(first, second).rows]

    assert days == [TODAY, TOMORROW]
    assert second.known_at - first.known_at == timedelta(days=1)
