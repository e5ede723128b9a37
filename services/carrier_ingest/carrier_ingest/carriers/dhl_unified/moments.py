"""DHL's times: ISO 8601, for some divisions with an offset, for others the place's own clock."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct
from waymark_events.ordering import zone_of
from waymark_events.values import Place, When

from carrier_ingest.carriers.clock import (
    Whereabouts,
    local_time,
    offset_text,
    plausible_offset,
    with_offset,
)
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.reading import text

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ](.*))?")
_HOUR: Final = re.compile(
    r"([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)? ?(?:(Z)|([+-])([0-9]{2}):?([0-9]{2})?)?"
)
_COUNTRY_AFTER: Final = re.compile(r"(.+) - (.+)")


class Moment(Struct, frozen=True):
    """A day as printed, with the hour and the offset where they were printed too."""

    day: date
    hour: time | None = None
    offset: timedelta | None = None

    def __str__(self) -> str:
        """One spelling of what was printed: `Z` and `+0000` are the same offset."""
        hour = f"T{self.hour.isoformat()}" if self.hour else ""
        return f"{self.day}{hour}" + (offset_text(self.offset) if self.offset is not None else "")


def moment_of(written: str) -> Moment | None:
    """Read a time; what is left of it where the hour cannot be read; None without a day."""
    read = _DAY.fullmatch(written)
    try:
        day = date.fromisoformat(read[1]) if read else None
    except ValueError:
        return None
    if read is None or day is None:
        return None
    hour = _HOUR.fullmatch(read[2] or "")
    try:
        return Moment(day, time.fromisoformat(hour[1]), _offset(hour)) if hour else Moment(day)
    except ValueError:
        return Moment(day)


def when(moment: Moment, where: Whereabouts) -> When:
    """By the offset, else by the place, else by the account."""
    if moment.hour is not None and moment.offset is not None:
        exact = with_offset(datetime.combine(moment.day, moment.hour), moment.offset)
        if exact is not None:
            return exact
    return local_time(moment.day, moment.hour, where)


def local_at(moment: Moment, zone: str) -> datetime | None:
    """The time on the clocks of a zone, naive; None without an hour or beside the calendar."""
    if moment.hour is None:
        return None
    printed = datetime.combine(moment.day, moment.hour)
    said = with_offset(printed, moment.offset) if moment.offset is not None else None
    if said is None or said.instant is None:
        return printed
    try:
        return said.instant.astimezone(zone_of(zone)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def whereabouts(address: object, account_zone: str | None) -> Whereabouts:
    """What an address tells for finding a zone; the postcode goes no further."""
    return Whereabouts(
        country=place_of(address).country,
        postcode=text(address, "postalCode"),
        account_zone=account_zone,
    )


def place_of(address: object) -> Place:
    """Town and country; Express writes both into the town: `PORTO - PORTUGAL`."""
    town = text(address, "addressLocality")
    country = country_code(text(address, "countryCode"))
    parts = _COUNTRY_AFTER.fullmatch(town)
    if parts and (named := country_code(parts[2])):
        town, country = parts[1], country or named
    return Place(city=town or None, country=country)


def _offset(hour: re.Match[str]) -> timedelta | None:
    if hour[2]:
        return timedelta(0)
    if not hour[3]:
        return None
    size = timedelta(hours=int(hour[4]), minutes=int(hour[5] or 0))
    offset = -size if hour[3] == "-" else size
    return offset if plausible_offset(offset) else None
