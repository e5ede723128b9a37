"""When to ask a carrier again: often on the day of delivery, rarely at sea, never after the end."""

from datetime import date, datetime, timedelta
from typing import Final
from zlib import crc32

from waymark_events.ordering import zone_of
from waymark_events.values import Span
from waymark_events.vocabulary import TERMINAL, Milestone, Way

from carrier_ingest.domain.plan import Plan

_MINUTE: Final = 60
_HOUR: Final = 3_600
DAY_OF_DELIVERY_S: Final = 15 * _MINUTE
EVE_OF_DELIVERY_S: Final = 2 * _HOUR
FIRST_MISS_S: Final = 30 * _MINUTE
RARELY_S: Final = 12 * _HOUR
SHORTEST_S: Final = 1.0
LOOKED_AT_MOST_S: Final = _HOUR
"""How often an unchanged outcome is published, at most."""
_PAUSES_S: Final = {
    Milestone.UNKNOWN: 4 * _HOUR,
    Milestone.ANNOUNCED: 4 * _HOUR,
    Milestone.ACCEPTED: 4 * _HOUR,
    Milestone.IN_TRANSIT: 4 * _HOUR,
    Milestone.EXCEPTION: 2 * _HOUR,
    Milestone.OUT_FOR_DELIVERY: DAY_OF_DELIVERY_S,
    Milestone.ATTEMPT_FAILED: 2 * _HOUR,
    Milestone.AVAILABLE_FOR_PICKUP: 2 * _HOUR,
    Milestone.RETURNING: 6 * _HOUR,
}
_STILL_AFTER: Final = timedelta(days=4)
_SPREAD: Final = 0.1
_OWN: Final = frozenset({"own", "store"})


def is_wanted(plan: Plan) -> bool:
    """Whether to ask at all: booked, tracked by a carrier, unfinished and not refused for good."""
    return (
        bool(plan.orders)
        and plan.way != Way.UNTRACKED
        and plan.carrier not in _OWN
        and plan.milestone not in TERMINAL
        and not plan.expired
        and not plan.refused
    )


def pause_s(plan: Plan, now: datetime, *, rarely: bool) -> float:
    """Seconds until the next look. `rarely`: this account also pushes, the poll only reconciles.

    The pause is spread by up to a tenth, by the number, so that a morning's bookings do not
    stay one burst for ever.
    """
    longest = RARELY_S if rarely or plan.way == Way.FREIGHT else 0
    return max(_pause_s(plan, now), longest) * (1 + _SPREAD * _share(plan.number))


def _pause_s(plan: Plan, now: datetime) -> float:
    if plan.misses > 0:
        return min(FIRST_MISS_S << min(plan.misses - 1, 16), RARELY_S)
    pause = _PAUSES_S.get(Milestone(plan.milestone), RARELY_S)
    if plan.changed_at is not None and now - plan.changed_at > _STILL_AFTER:
        pause = max(pause, RARELY_S // 2)
    return min(pause, _near_delivery_s(plan.expected, now))


def _near_delivery_s(expected: Span | None, now: datetime) -> float:
    """Often from the first expected day to the day after the last; half as often on the eve."""
    days = _days(expected)
    if expected is None or days is None:
        return RARELY_S
    first, last = days
    today = now.astimezone(zone_of(expected.zone)).date()
    if first <= today <= last + timedelta(days=1):
        return DAY_OF_DELIVERY_S
    return EVE_OF_DELIVERY_S if first - today == timedelta(days=1) else RARELY_S


def _days(expected: Span | None) -> tuple[date, date] | None:
    if expected is None:
        return None
    try:
        return date.fromisoformat(expected.from_[:10]), date.fromisoformat(expected.to[:10])
    except ValueError:
        return None


def _share(number: str) -> float:
    return crc32(number.encode()) % 1_000 / 1_000


def next_look(plan: Plan, now: datetime, *, rarely: bool, scale: float) -> datetime | None:
    """When to look again after a look; None when never. A scale below 1 plays a day in minutes."""
    if not is_wanted(plan):
        return None
    pause = max(pause_s(plan, now, rarely=rarely) * scale, SHORTEST_S)
    return now + timedelta(seconds=pause)


def hurried(plan: Plan, now: datetime, *, rarely: bool, scale: float) -> datetime | None:
    """When to look after something else was learned: never later than was planned before."""
    pause = next_look(plan, now, rarely=rarely, scale=scale)
    if pause is None or plan.due_at is None:
        return pause
    return min(pause, plan.due_at)
