"""DHL's times: ISO 8601, for some divisions with an offset, for others the place's own clock."""

import re
from datetime import datetime
from typing import Final

from waymark_events.ordering import zone_of
from waymark_events.values import Place, When

from carrier_ingest.carriers.clock import Whereabouts, local_time, offset_text, with_offset
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.printed import Printed, printed
from carrier_ingest.carriers.printed import when as by_offset
from carrier_ingest.carriers.reading import text

_HOUR_AFTER: Final = re.compile(r"[T ]")
_COUNTRY_AFTER: Final = re.compile(r"(.+) - (.+)")


def moment_of(written: str) -> Printed | None:
    """Read a time; what is left of it where the hour cannot be read; None without a day."""
    return printed(written) or printed(_HOUR_AFTER.split(written, 1)[0])


def spelled(moment: Printed) -> str:
    """One spelling of what was printed: `Z` and `+0000` are the same offset."""
    hour = f"T{moment.hour.isoformat()}" if moment.hour else ""
    offset = offset_text(moment.offset) if moment.offset is not None else ""
    return f"{moment.day}{hour}{offset}"


def when(moment: Printed, where: Whereabouts) -> When:
    """By the offset, else by the place, else by the account; also beside the calendar's ends."""
    return by_offset(moment, where) or local_time(moment.day, moment.hour, where)


def local_at(moment: Printed, zone: str) -> datetime | None:
    """The time on the clocks of a zone, naive; None without an hour or beside the calendar."""
    if moment.hour is None:
        return None
    clock = datetime.combine(moment.day, moment.hour)
    said = with_offset(clock, moment.offset) if moment.offset is not None else None
    if said is None or said.instant is None:
        return clock
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
