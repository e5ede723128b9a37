"""La Poste's forecast: a day, sometimes with hours, until the parcel has come to an end."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from waymark_events.values import Span
from waymark_events.vocabulary import TERMINAL, Milestone

from carrier_ingest.carriers.colissimo.events import CARRIER, Event, Route, moment
from carrier_ingest.carriers.geography import zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.reading import flag, text

_BELIEVABLE: Final = timedelta(days=366)
_HOUR: Final = re.compile(r"(?:[0-9-]{10}T)?([01]?[0-9]|2[0-3])(?:[:hH]([0-5][0-9])?(?::.*)?)?")
_ENDS: Final = TERMINAL | {Milestone.RETURNING}


def estimate(
    number: str,
    shipment: object,
    events: Sequence[Event],
    said: Sequence[Statement],
    zone: str | None,
) -> Estimate | None:
    """The day in force, in the destination's `zone`."""
    expected = moment(text(shipment, "estimDate"))
    over = flag(shipment, "isFinal") is True or (said and said[-1].milestone in _ENDS)
    if expected is None or zone is None or over:
        return None
    days = [event.day for event in events]
    if days and not min(days) <= expected.date() <= max(days) + _BELIEVABLE:
        return None
    span = _span(expected, shipment, zone)
    return Estimate(carrier=CARRIER, number=number, basis=Basis.FIRST, span=span)


def zone_of(route: Route, account_zone: str | None) -> str | None:
    """Whose midnight a forecast day ends at."""
    return zone_at(route.arrival) or account_zone


def _span(expected: datetime, shipment: object, zone: str) -> Span:
    day = expected.date()
    start, end = (_hour(text(shipment, key)) for key in ("estimHourMin", "estimHourMax"))
    if start is None or end is None or start > end:
        return Span(from_=day.isoformat(), to=day.isoformat(), precision="day", zone=zone)
    return Span(
        from_=datetime.combine(day, start).isoformat(timespec="minutes"),
        to=datetime.combine(day, end).isoformat(timespec="minutes"),
        precision="window",
        zone=zone,
    )


def _hour(written: str) -> time | None:
    found = _HOUR.fullmatch(written)
    return time(int(found[1]), int(found[2] or 0)) if found else None
