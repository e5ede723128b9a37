"""What a retailer promises, reckoned into an instant with the destination's calendar."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

import holidays
from msgspec import Struct
from waymark_events.values import Destination, Instant, Span
from waymark_runtime.faults import Denied

from order.domain.facts import Reckoned
from order.domain.promises import WEEKDAYS, reckon, today, working_days
from order.domain.refusal import Refused

_FORMS: Final = {"day": "%Y-%m-%d", "window": "%Y-%m-%dT%H:%M"}
_YEARS: Final = range(2000, 2200)
_WITH_SATURDAY: Final = WEEKDAYS | {5}
DELIVERY_DAYS: Final[Mapping[str, frozenset[int]]] = MappingProxyType(
    {
        "dhl_parcel_de": _WITH_SATURDAY,
        "hermes": _WITH_SATURDAY,
        "royal_mail": _WITH_SATURDAY,
        "usps": _WITH_SATURDAY,
    }
)
"""Carriers that deliver on more than Monday to Friday as a matter of course."""


class Days(Struct, frozen=True, kw_only=True):
    """A day or days, or with times a window, local to the destination."""

    from_: str
    to: str


class WorkingDays(Struct, frozen=True, kw_only=True):
    """So many working days from today at the destination; its region where holidays differ."""

    least: int
    most: int
    subdivision: str | None = None


def reckoned(
    wanted: Days | WorkingDays, to: Destination, carrier: str, grace_hours: int, now: Instant
) -> Reckoned:
    """The promise with the instant after which it is missed; 422 when it cannot be reckoned."""
    if isinstance(wanted, Days):
        span = Span(from_=wanted.from_, to=wanted.to, precision=_precision(wanted), zone=to.zone)
    else:
        span = _counted(wanted, to, carrier, now)
    try:
        return reckon(span, grace_hours)
    except Refused as no:
        raise Denied(422, no.code, str(no)) from no


def _counted(wanted: WorkingDays, to: Destination, carrier: str, now: Instant) -> Span:
    start = today(now, to.zone)
    return working_days(
        start,
        wanted.least,
        wanted.most,
        zone=to.zone,
        holidays=_holidays(to.country, wanted.subdivision, start.year),
        delivery_days=DELIVERY_DAYS.get(carrier, WEEKDAYS),
    )


def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=[year, year + 1])
    except NotImplementedError as unknown:
        place = f"{country}-{subdivision}" if subdivision else country
        raise Denied(
            422, "no_calendar", f"no calendar of holidays for {place}; promise days instead"
        ) from unknown
    return frozenset(found)


def _precision(wanted: Days) -> str:
    for precision, form in _FORMS.items():
        if _written(wanted.from_, form) and _written(wanted.to, form):
            return precision
    raise Denied(
        422,
        "bad_promise",
        f"{wanted.from_!r} to {wanted.to!r}: give two days YYYY-MM-DD or two local times "
        f"YYYY-MM-DDTHH:MM, of the years {_YEARS.start} to {_YEARS.stop - 1}",
    )


def _written(text: str, form: str) -> bool:
    """Whether it is written in this very form, which is how it will be published."""
    try:
        parsed = datetime.strptime(text, form)  # noqa: DTZ007 (local to the destination)
    except ValueError:
        return False
    return parsed.year in _YEARS and parsed.strftime(form) == text
