"""DPD's forecast: a sentence for people, of which a day, sometimes with hours, can be read."""

from collections.abc import Sequence
from datetime import date, time
from typing import Final

from waymark_events.values import Span

from carrier_ingest.carriers.dpd.codes import CARRIER
from carrier_ingest.carriers.dpd.printed import named_in
from carrier_ingest.carriers.geography import zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.spans import AT_THE_DESTINATION, believable, day_or_window
from carrier_ingest.carriers.timeline import days, ended

_DELIVERY_DEPOT: Final = "AT_DELIVERY_DEPOT"


def estimate(
    number: str, sentence: str, said: Sequence[Statement], account_zone: str | None
) -> Estimate | None:
    """The one day that the sentence names, until it has ended; two days are none."""
    named, hours = named_in(sentence)
    zone = _zone(said) or account_zone
    if len(named) != 1 or zone is None or ended(said):
        return None
    (day,) = named
    if not believable(day, days(said)):
        return None
    return Estimate(carrier=CARRIER, number=number, basis=Basis.FIRST, span=_span(day, hours, zone))


def _zone(said: Sequence[Statement]) -> str | None:
    """The destination's zone, once a scan there has shown which it is."""
    there = (
        zone_at(one.place.country)
        for one in reversed(said)
        if one.place and (one.milestone in AT_THE_DESTINATION or one.code == _DELIVERY_DEPOT)
    )
    return next((zone for zone in there if zone), None)


def _span(day: date, hours: Sequence[time], zone: str) -> Span:
    start, end = hours if len(hours) == 2 else (None, None)
    return day_or_window(day, start, end, zone)
