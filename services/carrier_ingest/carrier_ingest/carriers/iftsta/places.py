"""Places of EDIFACT: a UN/LOCODE or a free name, and a country."""

from typing import Final

from waymark_events.values import Place

from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.edi.segments import Elements, at
from carrier_ingest.carriers.geography import country_code, zone_at
from carrier_ingest.carriers.iftsta.message import Status

_OF_THE_SCAN: Final = ("175", "14", "60", "5", "13", "9", "11", "7")
_OF_THE_END: Final = ("20", "8", "7")
_LOCODE: Final = 5


def place_of(status: Status) -> Place | None:
    """Where a status happened."""
    place = next((one for kind in _OF_THE_SCAN for one in status.found("LOC", kind)), None)
    return _place(place) if place is not None else None


def whereabouts(place: Place | None, account_zone: str | None) -> Whereabouts:
    """What a place tells for finding a zone."""
    return Whereabouts(country=place.country if place else None, account_zone=account_zone)


def estimate_zone(status: Status, account_zone: str | None) -> str | None:
    """Whose midnight ends a promised day: the destination's, the account's, or the scan's."""
    ends = (_place(one) for kind in _OF_THE_END for one in status.found("LOC", kind))
    zones = (zone_at(one.country) for one in ends if one is not None)
    placed = next((zone for zone in zones if zone is not None), None)
    here = place_of(status)
    return placed or account_zone or (zone_at(here.country) if here is not None else None)


def _place(location: Elements) -> Place | None:
    code, name = at(location, 2), at(location, 2, 3)
    country = country_code(at(location, 3, 3)) or country_code(at(location, 3))
    if country is None and len(code) == _LOCODE:
        country = country_code(code[:2])
    if not (code or name or country):
        return None
    return Place(name=None if name else code or None, city=name or None, country=country)
