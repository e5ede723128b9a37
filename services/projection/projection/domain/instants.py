"""Instants that never fail, even at the ends of the calendar, and one zone for what is kept."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from waymark_events.ordering import own_instant
from waymark_events.values import When
from waymark_events.vocabulary import Certainty

LATEST: Final = datetime.max.replace(tzinfo=UTC)
EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


def utc(instant: datetime) -> datetime:
    """The same instant in UTC, so that stored and computed values have the same bytes."""
    if instant.tzinfo is UTC:
        return instant
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return EARLIEST if instant.year == 1 else LATEST


def after(instant: datetime, span: timedelta) -> datetime:
    """The instant a span later, or the last one there is."""
    try:
        return utc(instant) + span
    except OverflowError:
        return LATEST


def happened(when: When) -> datetime:
    """Own time of a scan, in UTC."""
    return utc(when.instant) if when.instant is not None else own_instant(when)


def kept(when: When) -> When:
    """The same time with its instant in UTC."""
    if when.instant is None or when.instant.tzinfo is UTC:
        return when
    return msgspec.structs.replace(when, instant=utc(when.instant))


def has_hour(when: When) -> bool:
    """Whether a time was printed with an hour, not a day alone."""
    return len(when.local) != len("YYYY-MM-DD")


def exactly(instant: datetime) -> When:
    """An instant of ours as a carrier's time is written."""
    settled = utc(instant)
    return When(
        local=settled.replace(tzinfo=None).isoformat(timespec="seconds"),
        certainty=Certainty.EXACT,
        instant=settled,
        zone="UTC",
    )
