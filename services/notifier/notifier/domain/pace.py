"""When to try again, and when not to ring anybody."""

from datetime import datetime, time, timedelta
from typing import Final

from waymark_events.ordering import zone_of

QUIET_FROM: Final = time(21)
QUIET_UNTIL: Final = time(8)
_LEAST_WAIT: Final = timedelta(seconds=1)
_MOST_WAIT: Final = timedelta(seconds=60)
_MOST_PAUSE: Final = timedelta(hours=1)
_MOST_DOUBLINGS: Final = 20


def look_again(planned_at: datetime, now: datetime) -> datetime:
    """When to look again for something that was not read yet: rarer the longer it takes.

    What is read in the meantime wakes its rows; this is for what came at the same instant.
    """
    return now + min(max((now - planned_at) / 2, _LEAST_WAIT), _MOST_WAIT)


def try_again(attempts: int, first: timedelta, now: datetime) -> datetime:
    """When to try again what could not be handed over; `attempts` were made."""
    doublings = min(max(attempts, 1) - 1, _MOST_DOUBLINGS)  # more overflow a timedelta
    return now + min(first * (1 << doublings), _MOST_PAUSE)


def quiet_until(now: datetime, zone: str) -> datetime | None:
    """The end of the quiet hours a person is in; None outside of them."""
    local = now.astimezone(zone_of(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    ends: datetime = datetime.combine(day, QUIET_UNTIL, local.tzinfo)
    return ends.astimezone(now.tzinfo)
