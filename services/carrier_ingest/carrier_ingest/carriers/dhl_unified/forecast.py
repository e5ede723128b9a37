"""DHL's forecast: a window, or one time by which; in the destination's clocks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from waymark_events.values import Span

from carrier_ingest.carriers.dhl_unified.events import Event, Parcel
from carrier_ingest.carriers.dhl_unified.moments import (
    Moment,
    local_at,
    moment_of,
    whereabouts,
)
from carrier_ingest.carriers.geography import zone_at
from carrier_ingest.carriers.heard import Basis, Estimate
from carrier_ingest.carriers.reading import child, text

_BELIEVABLE: Final = timedelta(days=366)
_LONGEST: Final = timedelta(days=31)
"""A window that is longer has lost its beginning."""


def estimate(
    parcel: Parcel, shipment: object, events: Sequence[Event], account_zone: str | None
) -> Estimate | None:
    """The forecast in the destination's zone, else the account's. An absent one takes nothing back.

    A changed one is told as a first one: one payload does not know what was said before.
    """
    frame = child(shipment, "estimatedDeliveryTimeFrame")
    start = moment_of(text(frame, "estimatedFrom"))
    end = moment_of(text(frame, "estimatedThrough"))
    if end is None:
        start, end = None, moment_of(text(shipment, "estimatedTimeOfDelivery"))
    where = whereabouts(child(child(shipment, "destination"), "address"), account_zone)
    zone = zone_at(where.country, where.region, where.postcode) or account_zone
    if end is None or zone is None or not _believable(end.day, events):
        return None
    return Estimate(
        carrier=parcel.carrier,
        number=parcel.number,
        basis=Basis.FIRST,
        span=_span(start, end, zone),
    )


def _span(start: Moment | None, end: Moment, zone: str) -> Span:
    """A window where an hour is named, without a beginning "by then"; midnight alone is a day."""
    until = local_at(end, zone)
    since = local_at(start, zone) if start else None
    if until is None or (end.hour == time.min and start in (None, end)):
        day = end.day.isoformat()
        return Span(from_=day, to=day, precision="day", zone=zone)
    if since is None or since > until or until - since > _LONGEST:
        since = datetime.combine(until.date(), time.min)
    return Span(from_=_minute(since), to=_minute(until), precision="window", zone=zone)


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _believable(day: date, events: Sequence[Event]) -> bool:
    days = [event.moment.day for event in events]
    return not days or (min(days) <= day and day - max(days) <= _BELIEVABLE)
