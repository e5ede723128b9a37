"""The one total order of a shipment's facts, and when a fact happened by its own time."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from waymark_events.values import When
from waymark_events.vocabulary import RANK, Milestone


class OrderKey(NamedTuple):
    """Compares as the specification says; `ce_id` makes it total."""

    instant: datetime
    sequence: int
    rank: int
    known_at: datetime
    ce_id: str


def order_key(
    when: When, sequence: int, milestone: Milestone, known_at: datetime, ce_id: str
) -> OrderKey:
    """Place a scan in the total order by its own time, then rank, then when it was learned."""
    return OrderKey(own_instant(when), sequence, RANK[milestone], known_at, ce_id)


@lru_cache(maxsize=65_536)
def own_instant(when: When) -> datetime:
    """The instant a scan counts from: its own, or for a date alone the end of that day.

    The end of the day is used for order and never shown. A local time that cannot be read counts
    as the earliest instant there is: a stored fact never raises.
    """
    if when.instant is not None:
        return when.instant
    zone = zone_of(when.zone)
    try:
        if len(when.local) == len("YYYY-MM-DD"):
            return end_of_day(date.fromisoformat(when.local), zone)
        return datetime.fromisoformat(when.local).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last microsecond of a local day in UTC; such a day has 23, 24 or 25 hours."""
    following = datetime.combine(day + timedelta(days=1), time.min, zone)
    return following.astimezone(UTC) - timedelta(microseconds=1)


@lru_cache(maxsize=1024)
def zone_of(name: str | None) -> tzinfo:
    """An IANA zone or an offset such as `-07:00`; UTC for what is neither."""
    if not name:
        return UTC
    if name[0] in "+-":
        try:
            offset = datetime.strptime(name, "%z").utcoffset()
        except ValueError:
            return UTC
        return timezone(offset) if offset is not None else UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
