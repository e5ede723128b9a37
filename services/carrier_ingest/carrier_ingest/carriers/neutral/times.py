"""Times as people and spreadsheets write them: read where they mean one thing, else refused."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, structs
from waymark_events.values import When
from waymark_events.vocabulary import Certainty

from carrier_ingest.carriers.clock import (
    Whereabouts,
    in_zone,
    local_time,
    plausible_offset,
    with_offset,
)

UNIX: Final = "unix"
EARLIEST: Final = 2000
_ISO: Final = "YYYY-MM-DD"
_PARTS: Final = {"YYYY": r"(?P<year>[0-9]{4})", "MM": r"(?P<month>[0-9]{1,2})",
                 "DD": r"(?P<day>[0-9]{1,2})"}  # fmt: skip
_HOURS: Final = (
    r"(?:[T ] ?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(?P<half>[AaPp][Mm])? ?(?P<offset>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_SERIAL: Final = re.compile(r"[0-9]{5}([.,][0-9]+)?")
_SECONDS: Final = re.compile(r"[0-9]{9,10}")


class Printed(Struct, frozen=True):
    """A day and, where they were written too, an hour and an offset."""

    day: date
    hour: time | None = None
    offset: timedelta | None = None

    @property
    def moment(self) -> datetime | None:
        """Day and hour together; None without an hour."""
        return datetime.combine(self.day, self.hour) if self.hour else None


@lru_cache(maxsize=64)
def is_format(written: str) -> bool:
    """Whether an account may name this as its way to write dates."""
    parts = sorted(re.findall("YYYY|MM|DD", written))
    return written == UNIX or (
        parts == ["DD", "MM", "YYYY"] and not re.search(r"[A-Za-z0-9]", _bare(written))
    )


def read_time(written: str, date_format: str) -> Printed:
    """Read a time; ValueError says why it cannot be read for certain."""
    if date_format == UNIX and _SECONDS.fullmatch(written):
        moment = datetime.fromtimestamp(int(written), UTC)
        return Printed(moment.date(), moment.time(), timedelta(0))
    formats = (_ISO, date_format) if is_format(date_format) and date_format != UNIX else (_ISO,)
    for one in formats:
        if found := _pattern(one).fullmatch(written):
            return _printed(found)
    raise ValueError(_why_not(written))


def hour_of(written: str) -> time | None:
    """Read an hour that stands alone, as 17:30; None for anything else."""
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?", written)
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether this is a name of the tz database."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def when_of(printed: Printed, zone: str | None, where: Whereabouts) -> When:
    """The offset decides, then the zone beside the time, then the place, then the account."""
    moment = printed.moment
    found = None
    if moment is not None and printed.offset is not None:
        found = with_offset(moment, printed.offset)
    elif moment is not None and zone is not None:
        found = in_zone(moment.date(), moment.time(), zone)
    elif zone is not None:
        found = When(local=printed.day.isoformat(), certainty=Certainty.NONE, zone=zone)
    when = found or local_time(printed.day, printed.hour, where)
    if printed.day.year < EARLIEST:
        return structs.replace(when, certainty=Certainty.NONE, instant=None)
    return when


@lru_cache(maxsize=64)
def _pattern(date_format: str) -> re.Pattern[str]:
    parts = re.split("(YYYY|MM|DD)", date_format)
    return re.compile("".join(_PARTS.get(part) or re.escape(part) for part in parts) + _HOURS)


def _bare(date_format: str) -> str:
    return re.sub("YYYY|MM|DD", "", date_format)


def _printed(found: re.Match[str]) -> Printed:
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found["hour"] is None:
        return Printed(day)
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    return Printed(day, time(hour, int(found["minute"]), int(found["second"] or 0)), _offset(found))


def _offset(found: re.Match[str]) -> timedelta | None:
    written = found["offset"]
    if written is None or written in "Zz":
        return None if written is None else timedelta(0)
    size = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    if not plausible_offset(size):
        raise ValueError(f"{written} is the offset of no place")
    return -size if written[0] == "-" else size


def _why_not(written: str) -> str:
    if _SERIAL.fullmatch(written):
        return "a spreadsheet made a number of the time; format the column as text"
    if re.match(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}", written):
        return "03/04/2026 can be read in two ways; write 2026-04-03, or name date_format"
    return "a time is written 2026-03-12T15:04:00+01:00, 2026-03-12 15:04 or 2026-03-12"
