"""Days and hours as EDI prints them: digits, and how long they are says what they are."""

from datetime import date, datetime, time

from waymark_events.values import Span, When

from carrier_ingest.carriers.clock import (
    Whereabouts,
    local_time,
    offset_text,
    plausible_offset,
    with_offset,
)
from carrier_ingest.carriers.printed import Printed


def in_a_key(told: Printed) -> str:
    """A printed time as a scan's key holds it, the same in every format."""
    hour = f"T{told.hour.isoformat()}" if told.hour is not None else ""
    return f"{told.day.isoformat()}{hour}{'' if told.offset is None else offset_text(told.offset)}"


def day_of(digits: str) -> date | None:
    """Read `YYYYMMDD` or, of this century, `YYMMDD`."""
    full = digits if len(digits) != len("YYMMDD") else f"20{digits}"
    if len(full) != len("YYYYMMDD") or not (full.isascii() and full.isdecimal()):
        return None
    try:
        return date(int(full[:4]), int(full[4:6]), int(full[6:]))
    except ValueError:
        return None


def hour_of(digits: str) -> time | None:
    """Read `HHMM` or `HHMMSS`, what follows left out; None for what is no time of day."""
    if len(digits) < len("HHMM") or not (digits.isascii() and digits.isdecimal()):
        return None
    try:
        return time(int(digits[:2]), int(digits[2:4]), int(digits[4:6] or 0))
    except ValueError:
        return None


def when(printed: Printed, where: Whereabouts) -> When:
    """The offset makes it exact; without one the place helps, then the account."""
    if printed.hour is not None and printed.offset is not None and plausible_offset(printed.offset):
        exact = with_offset(datetime.combine(printed.day, printed.hour), printed.offset)
        if exact is not None:
            return exact
    return local_time(printed.day, printed.hour, where)


def span(start: Printed | None, end: Printed, zone: str) -> Span:
    """From one to the other; an hour alone is "by then", a day alone the whole day."""
    first = start if start is not None and _before(start, end) else Printed(end.day)
    if end.hour is None:
        return Span(from_=first.day.isoformat(), to=end.day.isoformat(), precision="day", zone=zone)
    return Span(
        from_=datetime.combine(first.day, first.hour or time.min).isoformat(timespec="minutes"),
        to=datetime.combine(end.day, end.hour).isoformat(timespec="minutes"),
        precision="window",
        zone=zone,
    )


def _before(start: Printed, end: Printed) -> bool:
    return (start.day, start.hour or time.min) <= (end.day, end.hour or time.max)
