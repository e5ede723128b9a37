"""Times of EDIFACT: a qualifier, a value whose length tells its format, and the place's zone."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from carrier_ingest.carriers.edi.scopes import Scope
from carrier_ingest.carriers.edi.segments import Elements, at
from carrier_ingest.carriers.edi.times import day_of, hour_of
from carrier_ingest.carriers.printed import Printed

_HAPPENED: Final = ("78", "334", "35", "178", "186", "143", "200", "7")
_SINGLE: Final = re.compile(r"([0-9]{6}|[0-9]{8}|[0-9]{10}|[0-9]{12}|[0-9]{14})([A-Z]{3})?")
_OFFSET: Final = re.compile(r"([0-9]{12})([+-])([0-9]{2})([0-9]{2})")
_RANGE: Final = re.compile(r"([0-9]{8}|[0-9]{12})-([0-9]{8}|[0-9]{12})")
_UNIVERSAL: Final = frozenset({"UTC", "GMT"})


def happened(scope: Scope) -> Printed | None:
    """When a status happened: the event's own time first, never when the message was written."""
    values = (at(one, 1, 1) for kind in _HAPPENED for one in scope.of("DTM", kind))
    return next((read for value in values if (read := printed(value)) is not None), None)


def period(segments: Iterable[Elements]) -> tuple[Printed | None, Printed] | None:
    """A time, or the two ends where a value holds a range; None where neither can be read."""
    for segment in segments:
        value = at(segment, 1, 1)
        if (ends := _RANGE.fullmatch(value)) is not None:
            start, end = printed(ends[1]), printed(ends[2])
            return (start, end) if start is not None and end is not None else None
        if (read := printed(value)) is not None:
            return None, read
    return None


def printed(value: str) -> Printed | None:
    """Read a value. Three letters behind it are a zone only where they say UTC."""
    if (placed := _OFFSET.fullmatch(value)) is not None:
        size = timedelta(hours=int(placed[3]), minutes=int(placed[4]))
        return _of(placed[1], -size if placed[2] == "-" else size)
    if (read := _SINGLE.fullmatch(value)) is None:
        return None
    return _of(read[1], timedelta(0) if read[2] in _UNIVERSAL else None)


def _of(digits: str, offset: timedelta | None) -> Printed | None:
    length = 6 if len(digits) in (6, 10) else 8
    day, hour = day_of(digits[:length]), hour_of(digits[length:])
    if day is None:
        return None
    return Printed(day, hour, offset if hour is not None else None)
