"""Which day a parcel is expected, and when by its own time something happened."""

from datetime import datetime

from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.ordering import own_instant, zone_of
from waymark_events.values import Span


def expected_day(status: PublicStatus, now: datetime) -> str | None:
    """The last local day it may come: the carrier's estimate, else the promise; none gone by."""
    estimate = status.estimate.span if status.estimate is not None else None
    promise = status.promise.span if status.promise is not None else None
    for span in (estimate, promise):
        if span is not None and last_day(span) >= today(now, span.zone):
            return last_day(span)
    return None


def last_day(span: Span) -> str:
    """The last local day of a span."""
    return span.to[:10]


def today(now: datetime, zone: str) -> str:
    """The local day at an instant."""
    return now.astimezone(zone_of(zone)).date().isoformat()


def happened_at(change: ShipmentStatusChanged) -> datetime:
    """When the milestone was reached by the carrier's clock; unreadable: when it was learned."""
    if change.since is None:
        return change.known_at
    instant = own_instant(change.since)
    return instant if instant.year > 1 else change.known_at


def scan_behind(change: ShipmentStatusChanged) -> str:
    """Name the scan that set the milestone, the same under whatever journey it is filed."""
    if change.since is None:
        return change.caused_by
    instant = change.since.instant
    return instant.isoformat() if instant is not None else change.since.local
