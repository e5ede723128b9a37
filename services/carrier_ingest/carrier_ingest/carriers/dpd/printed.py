"""Days, hours and places as DPD prints them for people, in whichever language was asked for."""

import re
from datetime import date, time
from typing import Final

from msgspec import Struct
from waymark_events.values import Place

from carrier_ingest.carriers.geography import country_code

_DAY: Final = re.compile(r"(?<![0-9])([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?![0-9])")
_HOUR: Final = re.compile(
    r"(?<![0-9:])([01]?[0-9]|2[0-3])[:h]([0-5][0-9])(?::([0-5][0-9]))?(?!\s*[ap]\.?m|[0-9])", re.I
)
_BETWEEN: Final = re.compile(r"[,\s]*(?:at|um|om|à)?\s*", re.I)
_BEHIND: Final = re.compile(r"\s*(?:Uhr|uur|h)?\.?", re.I)
_TOWN: Final = re.compile(r"(.*?)\s*\(([A-Za-z]{2})\)")


class Printed(Struct, frozen=True):
    """A day and, where it was printed too and can be read, an hour."""

    day: date
    hour: time | None


def printed_at(written: str) -> Printed | None:
    """Read `09.07.2025, 14:05` and its like, day first; None when it begins with no day.

    What stands behind the day and is no hour of 24 leaves the day alone.
    """
    found = _DAY.match(written)
    day = _day(found) if found else None
    if found is None or day is None:
        return None
    hour = _HOUR.match(written, _end(_BETWEEN, written, found.end()))
    if hour is None or _end(_BEHIND, written, hour.end()) != len(written):
        return Printed(day, None)
    return Printed(day, _time(hour))


def named_in(sentence: str) -> tuple[set[date], list[time]]:
    """The days and hours that a sentence names."""
    days = {day for found in _DAY.finditer(sentence) if (day := _day(found))}
    return days, [_time(found) for found in _HOUR.finditer(sentence)]


def place_of(written: str) -> Place | None:
    """Read `Oirschot (NL)`; a place without a country keeps its name."""
    found = _TOWN.fullmatch(written)
    country = country_code(found[2].upper()) if found else None
    name = found[1] if found and country else written
    return Place(name=name or None, country=country) if written else None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[4]), int(found[3]), int(found[1]))
    except ValueError:
        return None


def _time(found: re.Match[str]) -> time:
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def _end(pattern: re.Pattern[str], written: str, start: int) -> int:
    found = pattern.match(written, start)
    return found.end() if found else start
