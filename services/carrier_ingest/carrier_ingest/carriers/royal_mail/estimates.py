"""When Royal Mail says it will deliver: a day, often with a window of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from waymark_events.ordering import zone_of
from waymark_events.values import Span
from waymark_events.vocabulary import TERMINAL

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code, zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.reading import child, text
from carrier_ingest.carriers.royal_mail.scans import CARRIER, moment
from carrier_ingest.carriers.timeline import believable

_BRITAIN: Final = {"GBR": "GB"}
"""Three letters are written for home; other countries have their name beside the code."""


def estimate(
    number: str, item: object, said: Sequence[Statement], conventions: Conventions
) -> Estimate | None:
    """The estimate in the destination's zone; none once the item has ended, none taken back."""
    told = child(item, "estimatedDelivery")
    zone = _zone(child(item, "summary")) or conventions.zone
    if zone is None or (said and said[-1].milestone in TERMINAL):
        return None
    span = _window(told, zone) or _whole_day(told, zone)
    if span is None or not believable(datetime.fromisoformat(span.to).date(), said):
        return None
    return Estimate(carrier=CARRIER, number=number, basis=Basis.FIRST, span=span)


def _zone(summary: object) -> str | None:
    code = text(summary, "destinationCountryCode").upper()
    name = text(summary, "destinationCountryName")
    return zone_at(country_code(_BRITAIN.get(code, code)) or country_code(name))


def _window(told: object, zone: str) -> Span | None:
    start = _local(text(told, "startOfEstimatedWindow"), zone)
    end = _local(text(told, "endOfEstimatedWindow"), zone)
    if start is None or end is None or start > end:
        return None
    return Span(from_=start, to=end, precision="window", zone=zone)


def _local(written: str, zone: str) -> str | None:
    at = moment(written)
    if at is None or len(written) <= len("YYYY-MM-DD"):
        return None
    try:
        local = at if at.tzinfo is None else at.astimezone(zone_of(zone))
    except (ValueError, OverflowError):
        return None
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def _whole_day(told: object, zone: str) -> Span | None:
    at = moment(text(told, "date"))
    if at is None:
        return None
    day = at.date().isoformat()
    return Span(from_=day, to=day, precision="day", zone=zone)
