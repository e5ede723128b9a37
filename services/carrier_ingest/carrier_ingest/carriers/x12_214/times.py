"""Times of an AT7: a local day and hour, and a code that says whose clock."""

from datetime import datetime, timedelta
from typing import Final

from waymark_events.ordering import zone_of
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty

from carrier_ingest.carriers.clock import Whereabouts, in_zone
from carrier_ingest.carriers.edi.segments import Elements, at
from carrier_ingest.carriers.edi.times import day_of, hour_of, when
from carrier_ingest.carriers.printed import Printed

ZONES: Final = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AT": "America/Anchorage",
    "HT": "Pacific/Honolulu",
    "TT": "America/Halifax",
    "NT": "America/St_Johns",
}
"""Codes that leave open whether the clock shows summer time."""
_STANDARD: Final = {
    "E": -5.0,
    "C": -6.0,
    "M": -7.0,
    "P": -8.0,
    "A": -9.0,
    "H": -10.0,
    "T": -4.0,
    "N": -3.5,
}
"""Hours from UTC; `S` behind the letter is standard time, `D` daylight time."""
_UNIVERSAL: Final = frozenset({"UT", "GM"})
_AHEAD: Final = timedelta(hours=24)


def printed(at7: Elements) -> Printed | None:
    """What an AT7 prints, with the offset where its time code is one."""
    day, hour = day_of(at(at7, 5)), hour_of(at(at7, 6))
    if day is None:
        return None
    return Printed(day, hour, _offset(at(at7, 7).upper()) if hour is not None else None)


def moment(read: Printed, time_code: str, place: Place | None, account: str | None) -> When:
    """When it happened: by the code's offset, its zone, the place's zone, else the account's."""
    zone = ZONES.get(time_code.upper())
    named = (
        in_zone(read.day, read.hour, zone) if zone is not None and read.hour is not None else None
    )
    return named or when(read, whereabouts(place, account))


def whereabouts(place: Place | None, account: str | None) -> Whereabouts:
    """What a place tells for finding a zone."""
    if place is None:
        return Whereabouts(account_zone=account)
    return Whereabouts(country=place.country, region=place.region or "", account_zone=account)


def reported(written: Printed, account: str | None) -> When:
    """The time of a file for what has no time of its own: good for order, never for an hour."""
    day = written.day.isoformat()
    local = f"{day}T{written.hour.isoformat()}" if written.hour is not None else day
    return When(local=local, certainty=Certainty.NONE, zone=account)


def too_early(read: Printed, written: Printed | None) -> bool:
    """Whether a file tells of something more than a day after it was written."""
    if read.hour is None or written is None or written.hour is None:
        return written is not None and read.day > written.day + _AHEAD
    happened = datetime.combine(read.day, read.hour)
    return happened - datetime.combine(written.day, written.hour) > _AHEAD


def elsewhere(said: When, time_code: str, place: Place | None) -> bool:
    """Whether a time code names an American clock which is not that of the place.

    An offset in hours or universal time is no place's clock, and nothing odd.
    """
    code = time_code.upper()
    zone = whereabouts(place, None).placed
    if zone is None or said.instant is None or not (code in ZONES or code[:1] in _STANDARD):
        return False
    there = said.instant.astimezone(zone_of(zone)).replace(tzinfo=None)
    return there != datetime.fromisoformat(said.local)


def _offset(code: str) -> timedelta | None:
    if code in _UNIVERSAL:
        return timedelta(0)
    if len(code) != len("ES"):
        return None
    if code.isascii() and code.isdecimal():
        number = int(code)
        ahead = number if number <= 12 else number - 25
        return timedelta(hours=ahead) if 1 <= number <= 24 else None
    standard, season = _STANDARD.get(code[0]), {"S": 0, "D": 1}.get(code[1])
    return timedelta(hours=standard + season) if standard and season is not None else None
