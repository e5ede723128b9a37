"""What a carrier printed, made into a `When`: never midnight, never UTC, in silence.

A local time that happens twice (clocks go back) is taken as its first occurrence, and one that
never happens (clocks go forward) with the offset before the change, which is an hour later by the
new one. Both are rules, not luck, so that a replay gives the same bytes. Such an hour is marked: it
is never `exact` unless its offset was printed, and `is_shifted` tells it from its zone.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from msgspec import Struct
from waymark_events.ordering import zone_of
from waymark_events.values import When
from waymark_events.vocabulary import Certainty

from carrier_ingest.carriers.geography import likely_zone, zone_at

WIDEST_OFFSET: Final = timedelta(hours=15)
_QUARTER: Final = timedelta(minutes=15)


class Whereabouts(Struct, frozen=True, kw_only=True):
    """What is known of a place for finding its zone; `account_zone` helps where it does not."""

    country: str | None = None
    region: str = ""
    postcode: str = ""
    account_zone: str | None = None

    @property
    def placed(self) -> str | None:
        """The zone of the place alone."""
        return zone_at(self.country, self.region, self.postcode)


def local_time(day: date, hour: time | None, where: Whereabouts) -> When:
    """A local time without an offset: certainty `place`, `account` or, without help, `none`."""
    placed = where.placed
    zone = placed or _known(where.account_zone)
    if hour is None:
        return _day_alone(day, zone or likely_zone(where.country))
    printed = datetime.combine(day, hour)
    instant = _instant(printed, zone) if zone else None
    if instant is None:
        guess = likely_zone(where.country)
        return When(local=_written(printed), certainty=Certainty.NONE, zone=guess)
    sure = Certainty.PLACE if placed else Certainty.ACCOUNT
    return When(local=_written(printed), certainty=sure, instant=instant, zone=zone)


def in_zone(day: date, hour: time | None, zone: str) -> When | None:
    """A local time whose zone was stated beside it: `exact`; None for a zone nobody knows.

    An hour that its clocks skip or show twice is `place`, for its instant is a rule's.
    """
    if _known(zone) is None:
        return None
    if hour is None:
        return _day_alone(day, zone)
    printed = datetime.combine(day, hour)
    instant = _instant(printed, zone)
    if instant is None:
        return When(local=_written(printed), certainty=Certainty.NONE, zone=zone)
    sure = Certainty.PLACE if is_shifted(printed, zone) else Certainty.EXACT
    return When(local=_written(printed), certainty=sure, instant=instant, zone=zone)


def is_shifted(printed: datetime, zone: str) -> bool:
    """Whether a zone's clocks skip this local time or show it twice."""
    there = zone_of(zone)
    first, second = (printed.replace(tzinfo=there, fold=fold).utcoffset() for fold in (0, 1))
    return first != second


def with_offset(printed: datetime, offset: timedelta) -> When | None:
    """A local time that carried its offset: `exact`; None beside the calendar's ends."""
    try:
        instant = printed.replace(tzinfo=timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return When(
        local=_written(printed),
        certainty=Certainty.EXACT,
        instant=instant,
        zone=offset_text(offset),
    )


def from_instant(instant: datetime, printed: datetime | None, offset: timedelta | None) -> When:
    """A time printed both local and in UTC (`instant`, naive): `exact`.

    The difference of the two is the offset, unless one of them is missing or it is none.
    """
    between = printed - instant if printed is not None else None
    if between is not None and plausible_offset(between):
        offset = between
    elif offset is None:
        offset = timedelta(0)
    try:
        local = instant + offset
    except OverflowError:
        local, offset = instant, timedelta(0)
    return When(
        local=_written(local),
        certainty=Certainty.EXACT,
        instant=instant.replace(tzinfo=UTC),
        zone=offset_text(offset),
    )


def plausible_offset(offset: timedelta) -> bool:
    """Whether two printings of one moment can differ by this: up to 15 h, in quarters."""
    return abs(offset) <= WIDEST_OFFSET and not offset % _QUARTER


def offset_text(offset: timedelta) -> str:
    """Write an offset as `-07:00`."""
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _day_alone(day: date, zone: str | None) -> When:
    return When(local=day.isoformat(), certainty=Certainty.NONE, zone=zone)


def _known(zone: str | None) -> str | None:
    """A zone that means one; a name nobody knows would else be UTC, in silence."""
    if not zone or (zone_of(zone) is UTC and zone != offset_text(timedelta(0))):
        return None
    return zone


def _instant(printed: datetime, zone: str) -> datetime | None:
    try:
        return printed.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _written(printed: datetime) -> str:
    return printed.replace(microsecond=0, tzinfo=None).isoformat()
