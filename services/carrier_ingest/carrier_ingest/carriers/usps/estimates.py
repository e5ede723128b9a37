"""When USPS says it will deliver: what it predicts for the day, else expects, else guarantees."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Final

from waymark_events.values import Span

from carrier_ingest.carriers.geography import country_code, zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.reading import flag, text
from carrier_ingest.carriers.spans import believable, day_or_window, nearest_zone
from carrier_ingest.carriers.timeline import days, ended
from carrier_ingest.carriers.usps.events import CARRIER, HOME, local_digits

_HOUR: Final = re.compile(r"([0-9]{1,2}):([0-9]{2}) ?([ap])\.?m\.?", re.IGNORECASE)
_NOON: Final = 12


def estimate(
    number: str, entry: object, said: Sequence[Statement], placed: str | None, account: str | None
) -> Estimate | None:
    """One of them while the parcel is under way; late by its own word is a changed day.

    `placed` is the zone of the newest scan.
    """
    if ended(said):
        return None
    milestone = said[-1].milestone if said else None
    zone = nearest_zone(_destination(entry), milestone, placed, account)
    found = _span(entry, zone) if zone else None
    if found is None:
        return None
    basis, span = found
    if not believable(date.fromisoformat(span.to[:10]), days(said)):
        return None
    late = basis == Basis.FIRST and flag(entry, "onTime") is False
    return Estimate(
        carrier=CARRIER, number=number, basis=Basis.REVISED if late else basis, span=span
    )


def _span(entry: object, zone: str) -> tuple[Basis, Span] | None:
    predicted = local_digits(text(entry, "predictedDeliveryDate"))
    if predicted is not None:
        start = hour_of(text(entry, "predictedDeliveryWindowStartTime"))
        end = hour_of(text(entry, "predictedDeliveryWindowEndTime"))
        return Basis.FIRST, day_or_window(predicted.day, start, end, zone)
    for basis, stamp, day, hour in (
        (Basis.FIRST, "expectedDeliveryTimeStamp", "expectedDeliveryDate", "expectedDeliveryTime"),
        (Basis.COMMITTED, "guaranteedDeliveryTimeStamp", "guaranteedDeliveryDate", ""),
    ):
        told = local_digits(text(entry, stamp)) or local_digits(text(entry, day))
        if told is not None:
            by = told.hour or hour_of(text(entry, hour))
            return basis, day_or_window(told.day, None, by if by != time.min else None, zone)
    return None


def hour_of(written: str) -> time | None:
    """Read `2:10 pm`; None for what is no time of day."""
    read = _HOUR.fullmatch(written)
    if read is None or not 1 <= int(read[1]) <= _NOON:
        return None
    hour = int(read[1]) % _NOON + (_NOON if read[3].lower() == "p" else 0)
    try:
        return time(hour, int(read[2]))
    except ValueError:
        return None


def _destination(entry: object) -> str | None:
    """The zone of the place it goes to; no country is the United States."""
    written = text(entry, "destinationCountryCode")
    country = country_code(written) if written else HOME
    return zone_at(country, text(entry, "destinationState"), text(entry, "destinationZIP"))
