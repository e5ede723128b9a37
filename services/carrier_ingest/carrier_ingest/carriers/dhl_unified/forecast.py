"""DHL's forecast: a window, or one time by which; in the destination's clocks."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from waymark_events.values import Span

from carrier_ingest.carriers.dhl_unified.events import Parcel
from carrier_ingest.carriers.dhl_unified.moments import local_at, moment_of, whereabouts
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.printed import Printed
from carrier_ingest.carriers.reading import child, text
from carrier_ingest.carriers.spans import believable, whole_day
from carrier_ingest.carriers.timeline import days

_LONGEST: Final = timedelta(days=31)
"""A window that is longer has lost its beginning."""


def estimate(
    parcel: Parcel, shipment: object, said: Sequence[Statement], account_zone: str | None
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
    zone = where.placed or account_zone
    if end is None or zone is None or not believable(end.day, days(said)):
        return None
    return Estimate(
        carrier=parcel.carrier,
        number=parcel.number,
        basis=Basis.FIRST,
        span=_span(start, end, zone),
    )


def _span(start: Printed | None, end: Printed, zone: str) -> Span:
    """A window where an hour is named, without a beginning "by then"; midnight alone is a day."""
    until = local_at(end, zone)
    since = local_at(start, zone) if start else None
    if until is None or (end.hour == time.min and start in (None, end)):
        return whole_day(end.day, zone)
    if since is None or since > until or until - since > _LONGEST:
        since = datetime.combine(until.date(), time.min)
    return Span(from_=_minute(since), to=_minute(until), precision="window", zone=zone)


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
