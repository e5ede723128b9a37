"""Whose clock an event was printed by: the province's, the country's, or the abbreviation's.

Abbreviations ignore daylight saving (`EST` in July), so that only their first letter says anything:
it is held against the province, and decides where there is none and it leaves no choice.
"""

from datetime import date, time
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty

from carrier_ingest.carriers.canada_post.document import Node
from carrier_ingest.carriers.clock import Whereabouts, local_time
from carrier_ingest.carriers.geography import country_code

_HOME: Final = "CA"
_LETTERS: Final = {
    "America/St_Johns": "N",
    "America/Halifax": "A",
    "America/Toronto": "E",
    "America/Winnipeg": "C",
    "America/Regina": "C",
    "America/Edmonton": "M",
    "America/Whitehorse": "MP",
    "America/Vancouver": "P",
}
_ABBREVIATIONS: Final = {
    **dict.fromkeys(("NST", "NDT"), "America/St_Johns"),
    **dict.fromkeys(("AST", "ADT"), "America/Halifax"),
    **dict.fromkeys(("EST", "EDT"), "America/Toronto"),
    **dict.fromkeys(("PST", "PDT"), "America/Vancouver"),
    "CDT": "America/Winnipeg",
    "MDT": "America/Edmonton",
    "CST": None,
    "MST": None,
}
"""None: Manitoba or Saskatchewan, Alberta or Yukon, of which one changes its clocks and one not."""
PROVINCES: Final = frozenset(
    {"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}
)


class Printed(Struct, frozen=True):
    """A day and, where it was printed too, an hour, both local."""

    day: date
    hour: time | None


def printed_at(occurrence: Node) -> Printed | None:
    """Read `YYYY-MM-DD` and `HH:MM:SS`; None when there is no such day."""
    try:
        day = date.fromisoformat(occurrence["event-date"])
    except ValueError:
        return None
    try:
        hour = time.fromisoformat(occurrence["event-time"])
    except ValueError:
        return Printed(day, None)
    return Printed(day, hour.replace(microsecond=0, tzinfo=None))


def place_of(occurrence: Node) -> Place | None:
    """A city and its province; abroad an office's code, with the country behind a comma."""
    site, region = occurrence["event-site"], occurrence["event-province"].upper()
    if region in PROVINCES:
        return Place(city=site or None, region=region, country=_HOME)
    name, _, behind = site.rpartition(",")
    country = country_code(behind.strip()) or country_code(occurrence["event-time-zone"])
    known = country_code(behind.strip()) is not None
    named = (name if known else site).strip()
    return Place(name=named or None, country=country) if named or country else None


def when(
    printed: Printed, place: Place | None, abbreviation: str, account_zone: str | None
) -> When:
    """The province first; an abbreviation that contradicts it leaves no more than the day."""
    country = place.country if place else None
    region = (place.region if place else None) or ""
    letter = abbreviation.upper()
    fallback = _ABBREVIATIONS.get(letter) if country in (None, _HOME) else None
    if not letter and place is None:
        fallback = account_zone
    where = Whereabouts(country=country, region=region, account_zone=fallback)
    said = local_time(printed.day, printed.hour, where)
    known = _LETTERS.get(where.placed or "", letter)
    contradicted = letter in _ABBREVIATIONS and letter[0] not in known
    if contradicted:
        return msgspec.structs.replace(said, certainty=Certainty.NONE, instant=None)
    return said
