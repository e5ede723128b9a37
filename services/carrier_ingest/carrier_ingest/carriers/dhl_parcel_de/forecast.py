"""DHL's forecast: a day, sometimes with hours, valid as of the answer it stands in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from waymark_events.values import Span

from carrier_ingest.carriers.dhl_parcel_de.document import Node
from carrier_ingest.carriers.dhl_parcel_de.events import CARRIER, Event, hour_at, printed_at
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code, zone_at
from carrier_ingest.carriers.heard import Basis, Estimate

_BELIEVABLE: Final = timedelta(days=366)
_DELIVERED: Final = "1"


def estimate(
    number: str, piece: Node, events: Sequence[Event], conventions: Conventions
) -> Estimate | None:
    """The forecast day in the destination's zone. An empty one takes nothing back."""
    if piece["delivery-event-flag"] == _DELIVERED:
        return None
    day = _day(piece["delivery-date"])
    zone = zone_at(country_code(piece["dest-country"])) or conventions.zone
    if day is None or zone is None or not _believable(day, events):
        return None
    span = _span(day, piece, zone)
    return Estimate(carrier=CARRIER, number=number, basis=Basis.FIRST, span=span)


def _span(day: date, piece: Node, zone: str) -> Span:
    start = hour_at(piece["delivery-timeframe-from"])
    end = hour_at(piece["delivery-timeframe-to"])
    if start is None or end is None or start > end:
        return Span(from_=day.isoformat(), to=day.isoformat(), precision="day", zone=zone)
    return Span(
        from_=datetime.combine(day, start).isoformat(timespec="minutes"),
        to=datetime.combine(day, end).isoformat(timespec="minutes"),
        precision="window",
        zone=zone,
    )


def _day(written: str) -> date | None:
    printed = printed_at(written)
    if printed is not None:
        return printed.day
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _believable(day: date, events: Sequence[Event]) -> bool:
    days = [event.printed.day for event in events]
    return not days or (min(days) <= day and day - max(days) <= _BELIEVABLE)
