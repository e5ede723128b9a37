"""Days, hours and money as people say them; never more exact than what is known."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency
from waymark_events.ordering import zone_of
from waymark_events.values import Money, When

from waymark_words.catalogue import locale

_DATE_LENGTH: Final = len("YYYY-MM-DD")
_DAY: Final = {"en": "EEEE, d MMMM", "de": "EEEE, d. MMMM"}
"""CLDR's own skeletons abbreviate the weekday where a person writes it out."""


def day(language: str, value: date) -> str:
    """Such as "Thursday, 26 November" or "Donnerstag, 26. November"."""
    return format_date(value, _DAY[language], locale=locale(language))


def time_of(language: str, value: time | datetime) -> str:
    """Such as "14:05", the same in both languages: 24 hours."""
    return format_time(value, "HH:mm", locale=locale(language))


def moment(language: str, when: When) -> tuple[str, str | None]:
    """Day and hour as the carrier printed them; the hour is None when only a day is known."""
    try:
        printed = datetime.fromisoformat(when.local)
    except ValueError:
        return when.local, None
    if len(when.local) <= _DATE_LENGTH:
        return day(language, printed.date()), None
    return day(language, printed.date()), time_of(language, printed)


def in_zone(instant: datetime, zone: str) -> datetime:
    """An instant as a local time."""
    return instant.astimezone(zone_of(zone))


def ago(language: str, instant: datetime, now: datetime) -> str:
    """Such as "12 minutes ago"; a moment that lies ahead is told as "in 5 minutes"."""
    return format_timedelta(instant - now, add_direction=True, locale=locale(language))


def money(language: str, value: Money) -> str:
    """Such as "€12.40" or "12,40 €"; an amount that is no number is shown as it came."""
    try:
        return str(format_currency(Decimal(value.amount), value.currency, locale=locale(language)))
    except InvalidOperation:
        return f"{value.amount} {value.currency}"


def country(language: str, code: str) -> str:
    """A country by its ISO code, such as "Germany"; a code that nobody has stays as it came."""
    return str(locale(language).territories.get(code, code))


def local_day(language: str, text: str) -> str:
    """A local day `YYYY-MM-DD`, or the day of an instant, in words; other text as it came."""
    try:
        return day(language, datetime.fromisoformat(text).date())
    except ValueError:
        return text
