"""DPD's forecast: a sentence for people, of which a day, sometimes with hours, can be read."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from waymark_events.values import Span
from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.dpd.codes import CARRIER
from carrier_ingest.carriers.dpd.printed import named_in
from carrier_ingest.carriers.geography import zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement

_BELIEVABLE: Final = timedelta(days=366)
_AT_THE_DESTINATION: Final = frozenset(
    {Milestone.OUT_FOR_DELIVERY, Milestone.ATTEMPT_FAILED, Milestone.AVAILABLE_FOR_PICKUP}
)
_DELIVERY_DEPOT: Final = "AT_DELIVERY_DEPOT"


def estimate(
    number: str, sentence: str, said: Sequence[Statement], account_zone: str | None
) -> Estimate | None:
    """The one day that the sentence names, until it was delivered; two days are none."""
    days, hours = named_in(sentence)
    zone = _zone(said) or account_zone
    delivered = any(one.milestone == Milestone.DELIVERED for one in said)
    if len(days) != 1 or zone is None or delivered:
        return None
    (day,) = days
    seen = [date.fromisoformat(one.when.local[:10]) for one in said]
    if seen and not min(seen) <= day <= max(seen) + _BELIEVABLE:
        return None
    return Estimate(carrier=CARRIER, number=number, basis=Basis.FIRST, span=_span(day, hours, zone))


def _zone(said: Sequence[Statement]) -> str | None:
    """The destination's zone, once a scan there has shown which it is."""
    there = (
        zone_at(one.place.country)
        for one in reversed(said)
        if one.place and (one.milestone in _AT_THE_DESTINATION or one.code == _DELIVERY_DEPOT)
    )
    return next((zone for zone in there if zone), None)


def _span(day: date, hours: Sequence[time], zone: str) -> Span:
    if len(hours) != 2 or hours[0] > hours[1]:
        return Span(from_=day.isoformat(), to=day.isoformat(), precision="day", zone=zone)
    start, end = (datetime.combine(day, hour).isoformat(timespec="minutes") for hour in hours)
    return Span(from_=start, to=end, precision="window", zone=zone)
