"""When Royal Mail says it will deliver: a day, often with a window of it."""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Final

from waymark_events.ordering import zone_of
from waymark_events.values import Span

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code, zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.printed import printed
from carrier_ingest.carriers.reading import child, text
from carrier_ingest.carriers.royal_mail.scans import CARRIER
from carrier_ingest.carriers.spans import believable, whole_day
from carrier_ingest.carriers.timeline import days, ended

_BRITAIN: Final = {"GBR": "GB"}
"""Three letters are written for home; other countries have their name beside the code."""


def estimate(
    number: str, item: object, said: Sequence[Statement], conventions: Conventions
) -> Estimate | None:
    """The estimate in the destination's zone; none once the item has ended, none taken back."""
    told = child(item, "estimatedDelivery")
    zone = _zone(child(item, "summary")) or conventions.zone
    if zone is None or ended(said):
        return None
    span = _window(told, zone) or _day(told, zone)
    if span is None or not believable(datetime.fromisoformat(span.to).date(), days(said)):
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
    told = printed(written)
    if told is None or told.hour is None:
        return None
    local = datetime.combine(told.day, told.hour)
    if told.offset is not None:
        try:
            local = local.replace(tzinfo=timezone(told.offset)).astimezone(zone_of(zone))
        except (ValueError, OverflowError):
            return None
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def _day(told: object, zone: str) -> Span | None:
    named = printed(text(told, "date"))
    return whole_day(named.day, zone) if named else None
