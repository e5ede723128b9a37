"""La Poste's forecast: a day, sometimes with hours, until the parcel has come to an end."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from waymark_events.values import Span
from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.colissimo.events import CARRIER, Route, moment
from carrier_ingest.carriers.geography import zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.reading import flag, text
from carrier_ingest.carriers.spans import believable, day_or_window
from carrier_ingest.carriers.timeline import days, ended, newest

_HOUR: Final = re.compile(r"(?:[0-9-]{10}T)?([01]?[0-9]|2[0-3])(?:[:hH]([0-5][0-9])?(?::.*)?)?")


def estimate(
    number: str, shipment: object, said: Sequence[Statement], zone: str | None
) -> Estimate | None:
    """The day in force, in the destination's `zone`."""
    expected = moment(text(shipment, "estimDate"))
    over = flag(shipment, "isFinal") is True or ended(said) or _goes_back(said)
    if expected is None or zone is None or over or not believable(expected.date(), days(said)):
        return None
    span = _span(expected, shipment, zone)
    return Estimate(carrier=CARRIER, number=number, basis=Basis.FIRST, span=span)


def zone_of(route: Route, account_zone: str | None) -> str | None:
    """Whose midnight a forecast day ends at."""
    return zone_at(route.arrival) or account_zone


def _goes_back(said: Sequence[Statement]) -> bool:
    last = newest(said)
    return last is not None and last.milestone == Milestone.RETURNING


def _span(expected: datetime, shipment: object, zone: str) -> Span:
    start, end = (_hour(text(shipment, key)) for key in ("estimHourMin", "estimHourMax"))
    return day_or_window(expected.date(), start, end if start else None, zone)


def _hour(written: str) -> time | None:
    found = _HOUR.fullmatch(written)
    return time(int(found[1]), int(found[2] or 0)) if found else None
