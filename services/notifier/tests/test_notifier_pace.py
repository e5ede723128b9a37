"""When to try again, when to look again, and when nobody's telephone rings."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notifier.domain.judging import Send, Wait, judge
from notifier.domain.pace import look_again, quiet_until, try_again
from notifier.domain.triggers import Channel, State, Trigger
from notifier_given import NOW, order, status
from notifier_rows import contact, known, retailer, row
from waymark_events.values import Destination

BERLIN = "Europe/Berlin"
FIRST = timedelta(seconds=15)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "pause"), [(0, 15), (1, 15), (2, 30), (3, 60), (8, 1920), (9, 3600), (10**9, 3600)]
)
def test_each_pause_is_twice_the_one_before(attempts: int, pause: int) -> None:
    """From the first pause on, doubled each time, up to an hour."""
    assert try_again(attempts, FIRST, NOW) == NOW + timedelta(seconds=pause)


@settings(deadline=None)
@given(
    attempts=st.integers(-1, 2**62),
    first=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=365)),
)
def test_a_pause_never_overflows(attempts: int, first: timedelta) -> None:
    """However often it was tried: it is tried again within the hour, and never in the past."""
    assert NOW <= try_again(attempts, first, NOW) <= NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "wait"), [(-5, 1), (0, 1), (4, 2), (60, 30), (120, 60), (9999, 60)]
)
def test_what_is_missing_is_looked_for_less_and_less(age: int, wait: int) -> None:
    """From a second to a minute, half of how long it has waited."""
    then = NOW - timedelta(seconds=age)

    assert look_again(then, NOW) == NOW + timedelta(seconds=wait)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-10T06:59:59", "2026-03-10T07:00:00"),
        ("2026-03-10T07:00:00", None),
        ("2026-03-10T19:59:59", None),
        ("2026-03-10T20:00:00", "2026-03-11T07:00:00"),
        ("2026-03-28T21:00:00", "2026-03-29T06:00:00"),
        ("2026-03-29T00:30:00", "2026-03-29T06:00:00"),
        ("2026-03-29T01:30:00", "2026-03-29T06:00:00"),
        ("2026-10-24T20:00:00", "2026-10-25T07:00:00"),
        ("2026-10-25T00:30:00", "2026-10-25T07:00:00"),
        ("2026-10-25T01:30:00", "2026-10-25T07:00:00"),
    ],
)
def test_the_night_ends_at_eight_by_the_persons_clock(now: str, until: str | None) -> None:
    """Quiet from 21:00 to 08:00 in Berlin, also when the clocks change in that night."""
    ends = quiet_until(utc(now), BERLIN)

    assert ends == (utc(until) if until else None)
    assert ends is None or ends.tzinfo is UTC


@settings(deadline=None)
@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from([BERLIN, "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "x"]),
)
def test_the_end_of_the_night_is_no_night(now: datetime, zone: str) -> None:
    """It lies ahead, within half a day and an hour, and then an SMS may go out."""
    until = quiet_until(now, zone)

    if until is not None:
        assert now < until <= now + timedelta(hours=12)
        assert quiet_until(until, zone) is None


def test_an_sms_waits_for_the_morning_and_a_mail_does_not() -> None:
    """A mail rings nobody out of bed."""
    night = utc("2026-03-10T22:00:00")
    text, mail = row(channel=Channel.SMS), row()

    assert judge(text, known(), night) == Wait(utc("2026-03-11T07:00:00"), State.DUE)
    assert isinstance(judge(mail, known(), night), Send)


def test_a_test_mode_has_no_night() -> None:
    """Its SMS is kept and rings nobody: whoever tries it at night need not wait for it."""
    text, read = row(channel=Channel.SMS), known(retailer=retailer(test=True))

    assert isinstance(judge(text, read, utc("2026-03-10T22:00:00")), Send)


@pytest.mark.parametrize(
    ("person", "destination", "sent"),
    [
        ("Pacific/Auckland", BERLIN, True),
        (BERLIN, "Pacific/Auckland", False),
        (None, "Pacific/Auckland", True),
    ],
)
def test_the_hour_is_that_of_the_person(
    person: str | None, destination: str, *, sent: bool
) -> None:
    """The person's own zone, else that of the destination."""
    night_in_berlin = utc("2026-03-10T22:00:00")
    there = order(destination=Destination(country="DE", zone=destination))
    read = known(order=there, contact=contact(zone=person), retailer=retailer())

    assert isinstance(judge(row(channel=Channel.SMS), read, night_in_berlin), Send) == sent


def test_an_sms_that_waited_for_the_morning_is_checked_again() -> None:
    """On the vehicle at night, delivered at seven: nobody is told at eight that it is coming."""
    text = row(Trigger.OUT_FOR_DELIVERY, channel=Channel.SMS)
    morning = utc("2026-03-11T07:00:00")

    assert not isinstance(judge(text, known(legs=[status("delivered")]), morning), Send)
