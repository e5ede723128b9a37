"""Dates and times as ISO 8601 prints them: with or without an hour, with or without an offset."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct
from waymark_events.values import When
from waymark_events.vocabulary import Certainty

from carrier_ingest.carriers.clock import Whereabouts, local_time, plausible_offset, with_offset

_ISO: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?"
    r" ?([Zz]|[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)
_OFFSET: Final = re.compile(r"([+-])([0-9]{1,2})(?::?([0-9]{2}))?")


class Printed(Struct, frozen=True):
    """What was printed; `offset` is None where none was, or none that a clock can have."""

    day: date
    hour: time | None = None
    offset: timedelta | None = None


def printed(written: str) -> Printed | None:
    """Read `2026-03-12`, `2026-03-12T15:10`, with seconds and `Z`, `-07:00`, `+0200` or `-7:00`."""
    read = _ISO.fullmatch(written)
    if read is None:
        return None
    try:
        day = date.fromisoformat(read[1])
        return Printed(day, time.fromisoformat(read[2]) if read[2] else None, offset(read[3] or ""))
    except ValueError:
        return None


def offset(written: str) -> timedelta | None:
    """Read an offset; None for what is none, or what no clock differs by."""
    if written in ("Z", "z"):
        return timedelta(0)
    read = _OFFSET.fullmatch(written)
    if read is None:
        return None
    size = timedelta(hours=int(read[2]), minutes=int(read[3] or 0))
    return (-size if read[1] == "-" else size) if plausible_offset(size) else None


def when(told: Printed, where: Whereabouts) -> When | None:
    """The time of a scan: by its offset, else by its place; None beside the calendar's ends."""
    if told.hour is not None and told.offset is not None:
        return with_offset(datetime.combine(told.day, told.hour), told.offset)
    return local_time(told.day, told.hour, where)


def iso_time(written: str, where: Whereabouts) -> When | None:
    """The time of a scan as it stands in a payload; None for what is none.

    With its offset `exact`; without one, or with one no clock has, as `local_time` says.
    """
    told = printed(written)
    return None if told is None else when(told, where)


def moment(at: When) -> str:
    """A time as part of a scan's name: the instant where it was printed, else what was printed.

    For the zone found for what was printed may be another once its place is filled in.
    """
    exact = at.certainty == Certainty.EXACT and at.instant is not None
    return f"{at.instant:%Y%m%dT%H%M%SZ}" if exact else at.local
