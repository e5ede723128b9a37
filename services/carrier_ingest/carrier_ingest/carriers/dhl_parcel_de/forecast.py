"""DHL's forecast: a day, sometimes with hours, valid as of the answer it stands in."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from waymark_events.values import Span

from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dhl_parcel_de.document import Node
from carrier_ingest.carriers.dhl_parcel_de.events import CARRIER, hour_at, printed_at
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.printed import printed
from carrier_ingest.carriers.spans import believable, day_or_window
from carrier_ingest.carriers.timeline import days, ended

_DELIVERED: Final = "1"


def estimate(
    number: str, piece: Node, oldest_first: Sequence[Statement], conventions: Conventions
) -> Estimate | None:
    """The forecast day in the destination's zone. An empty one takes nothing back."""
    if piece["delivery-event-flag"] == _DELIVERED or ended(oldest_first):
        return None
    day = _day(piece["delivery-date"])
    there = Whereabouts(country=country_code(piece["dest-country"]))
    zone = there.placed or conventions.zone
    if day is None or zone is None or not believable(day, days(oldest_first)):
        return None
    span = _span(day, piece, zone)
    return Estimate(carrier=CARRIER, number=number, basis=Basis.FIRST, span=span)


def _span(day: date, piece: Node, zone: str) -> Span:
    """A window where both of its ends are named."""
    start = hour_at(piece["delivery-timeframe-from"])
    end = hour_at(piece["delivery-timeframe-to"])
    return day_or_window(day, start, None if start is None else end, zone)


def _day(written: str) -> date | None:
    told = printed_at(written) or printed(written)
    return told.day if told else None
