"""Places of EDIFACT: a UN/LOCODE or a free name, and a country."""

from typing import Final

from waymark_events.values import Place

from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.edi.scopes import first
from carrier_ingest.carriers.edi.segments import Elements, at
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.iftsta.message import Status

_OF_THE_SCAN: Final = ("175", "14")
_OF_THE_SCAN_ALONE: Final = ("60", "5", "13", "9", "11", "7")
"""Around statuses these are places of the journey, such as where it is to begin and to end."""
_OF_THE_END: Final = ("20", "8", "7")
_LOCODE: Final = 5


def place_of(status: Status) -> Place | None:
    """Where a status happened."""
    for scope in status.scopes:
        for kind in (*_OF_THE_SCAN, *(_OF_THE_SCAN_ALONE if scope is status.own else ())):
            if there := scope.of("LOC", kind):
                return _place(there[0])
    return None


def whereabouts(place: Place | None, account_zone: str | None) -> Whereabouts:
    """What a place tells for finding a zone."""
    return Whereabouts(country=place.country if place else None, account_zone=account_zone)


def estimate_zone(status: Status, account_zone: str | None) -> str | None:
    """Whose midnight ends a promised day: the destination's, the account's, or the scan's."""
    ends = (_place(first(status.scopes, "LOC", kind)) for kind in _OF_THE_END)
    zones = (whereabouts(one, None).placed for one in ends)
    placed = next((zone for zone in zones if zone is not None), None)
    return placed or account_zone or whereabouts(place_of(status), None).placed


def _place(location: Elements) -> Place | None:
    code, name = at(location, 2), at(location, 2, 3)
    country = country_code(at(location, 3, 3)) or country_code(at(location, 3))
    if country is None and len(code) == _LOCODE:
        country = country_code(code[:2])
    if not (code or name or country):
        return None
    return Place(name=None if name else code or None, city=name or None, country=country)
