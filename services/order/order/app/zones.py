"""The time zone of a country, where there is only one to choose."""

from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from waymark_events.messages.retailers import RetailerSet
from waymark_events.values import Destination
from waymark_runtime.faults import Denied

_SEASONS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))


def destination(country: str | None, zone: str | None, retailer: RetailerSet) -> Destination:
    """Where a parcel goes; 422 where the country does not settle the zone."""
    if country is None and zone is None:
        return Destination(country=retailer.country, zone=retailer.zone)
    land = (country or retailer.country).upper()
    if zone is not None:
        if zone not in available_timezones():
            raise Denied(422, "unknown_zone", f"{zone!r} is no IANA zone such as Europe/Berlin")
        return Destination(country=land, zone=zone)
    if land == retailer.country:
        return Destination(country=land, zone=retailer.zone)
    return Destination(country=land, zone=_only_zone(land))


def _only_zone(country: str) -> str:
    zones = _by_country().get(country)
    if zones is None:
        raise Denied(422, "unknown_country", f"{country!r} is no ISO 3166 country such as DE")
    clocks = {tuple(at.astimezone(ZoneInfo(zone)).utcoffset() for at in _SEASONS) for zone in zones}
    if len(clocks) > 1:
        raise Denied(
            422,
            "zone_needed",
            f"{country} has {len(clocks)} times of day; give `zone`, such as {zones[0]}",
        )
    return zones[0]


@lru_cache(maxsize=1)
def _by_country() -> dict[str, tuple[str, ...]]:
    """IANA zones of each country, the one of most people first, from the packaged table."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for row in table.splitlines():
        if row and not row.startswith("#"):
            country, _, zone, *_ = row.split("\t")
            found[country] = (*found.get(country, ()), zone)
    return found
