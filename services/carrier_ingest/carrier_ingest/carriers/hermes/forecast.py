"""Hermes's forecast: a day, sometimes hours of it by German clocks, valid as of its answer."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from waymark_events.ordering import zone_of
from waymark_events.values import Span

from carrier_ingest.carriers.geography import country_code, zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.reading import child, flag, text
from carrier_ingest.carriers.spans import believable, whole_day
from carrier_ingest.carriers.timeline import days, ended

_YEARS: Final = range(2000, 2200)
_GERMAN: Final = "Europe/Berlin"


def estimate(
    number: str, carrier: str, entry: object, oldest_first: Sequence[Statement]
) -> Estimate | None:
    """The forecast in the destination's zone. A missing one takes nothing back."""
    forecast = child(entry, "deliveryForecast")
    day = _day(text(forecast, "date"))
    if day is None or ended(oldest_first) or not believable(day, days(oldest_first)):
        return None
    basis = Basis.COMMITTED if flag(forecast, "fixed") else Basis.FIRST
    span = _span(day, child(forecast, "timeSlot"), _destination(entry))
    return Estimate(carrier=carrier, number=number, basis=basis, span=span)


def _destination(entry: object) -> str:
    address = child(entry, "receiverAddress")
    country = country_code(text(address, "countryCode"))
    return zone_at(country, postcode=text(address, "zipCode")) or _GERMAN


def _span(day: date, slot: object, zone: str) -> Span:
    start, end = _hour(text(slot, "from")), _hour(text(slot, "to"))
    if start is None or end is None or start > end:
        return whole_day(day, zone)
    return Span(
        from_=_minute(day, start, zone), to=_minute(day, end, zone), precision="window", zone=zone
    )


def _minute(day: date, hour: time, zone: str) -> str:
    """An hour by German clocks as those of the destination show it."""
    german = datetime.combine(day, hour, zone_of(_GERMAN))
    return german.astimezone(zone_of(zone)).strftime("%Y-%m-%dT%H:%M")


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written[: len("YYYY-MM-DD")])
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _hour(written: str) -> time | None:
    try:
        return time.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return None
