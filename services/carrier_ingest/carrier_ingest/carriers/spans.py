"""What a carrier's estimate spans: a window or a day, by the clock of the destination."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from waymark_events.values import Span
from waymark_events.vocabulary import Milestone

_BELIEVABLE: Final = timedelta(days=366)
AT_THE_DESTINATION: Final = frozenset(
    {
        Milestone.OUT_FOR_DELIVERY,
        Milestone.ATTEMPT_FAILED,
        Milestone.AVAILABLE_FOR_PICKUP,
        Milestone.DELIVERED,
    }
)


def day_or_window(day: date, start: time | None, end: time | None, zone: str) -> Span:
    """The window of a day, or the whole day where no end of a window is named."""
    if end is None or (start and start > end):
        return whole_day(day, zone)
    return Span(
        from_=_minute(day, start or time.min), to=_minute(day, end), precision="window", zone=zone
    )


def whole_day(day: date, zone: str) -> Span:
    """A day of which no hour is named."""
    return Span(from_=day.isoformat(), to=day.isoformat(), precision="day", zone=zone)


def nearest_zone(
    destination: str | None, newest: Milestone | None, placed: str | None, account: str | None
) -> str | None:
    """Whose midnight a promised day ends at: the destination's, or the nearest thing known to it.

    `placed` is the zone of the newest scan, which is the destination's where its milestone says so.
    """
    if destination is None and newest in AT_THE_DESTINATION and placed is not None:
        return placed
    return destination or account or placed


def believable(day: date, seen: Iterable[date]) -> bool:
    """Whether a parcel that was seen on these days may be expected on that one; placeholders not.

    Not before it was seen first, and within a year.
    """
    known = list(seen)
    return not known or (min(known) <= day and day - max(known) <= _BELIEVABLE)


def _minute(day: date, hour: time) -> str:
    return datetime.combine(day, hour).isoformat(timespec="minutes")
