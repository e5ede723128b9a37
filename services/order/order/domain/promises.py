"""When a promise is missed: the end of its last day or window, local to the destination."""

from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from waymark_events.ordering import end_of_day
from waymark_events.values import Instant, Span

from order.domain.facts import Reckoned
from order.domain.refusal import Refused

WEEKDAYS = frozenset({0, 1, 2, 3, 4})


def reckon(span: Span, grace_hours: int) -> Reckoned:
    """The promise with its due instant: the end of `to`, plus the retailer's grace.

    A day ends at local midnight, so it has 23, 24 or 25 hours; a window ends at its minute.
    """
    zone = ZoneInfo(span.zone)
    if span.to < span.from_:
        raise Refused("bad_promise", f"a promise ends after it begins: {span.from_} to {span.to}")
    if span.precision == "window":
        local = datetime.fromisoformat(span.to).replace(tzinfo=zone)
        end = local.astimezone(UTC)
    else:
        end = end_of_day(date.fromisoformat(span.to), zone)
    return Reckoned(span=span, due=end + timedelta(hours=grace_hours))


def working_days(
    start: date,
    least: int,
    most: int,
    *,
    zone: str,
    holidays: AbstractSet[date],
    delivery_days: AbstractSet[int] = WEEKDAYS,
) -> Span:
    """The span from the `least`-th to the `most`-th working day after `start`.

    `holidays` are those of the destination and must cover the span; `delivery_days` are weekdays
    on which the carrier delivers, Monday being 0.
    """
    first = _nth(start, least, holidays, delivery_days)
    last = _nth(start, most, holidays, delivery_days)
    return Span(from_=first.isoformat(), to=last.isoformat(), precision="working_days", zone=zone)


def today(now: Instant, zone: str) -> date:
    """The local day at this instant."""
    return now.astimezone(ZoneInfo(zone)).date()


def _nth(
    start: date, count: int, holidays: AbstractSet[date], delivery_days: AbstractSet[int]
) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        if day.weekday() in delivery_days and day not in holidays:
            count -= 1
    return day
