"""When UPS says it will deliver: a day, a window of it, or nothing that can be believed."""

from collections.abc import Mapping
from datetime import date, time
from typing import Final

from msgspec import Struct
from waymark_events.values import Span

from carrier_ingest.carriers.heard import Basis
from carrier_ingest.carriers.spans import day_or_window

_WINDOW_BASIS: Final = {"CMT": Basis.COMMITTED, "CDW": Basis.COMMITTED, "IDW": Basis.COMMITTED}
_DATE_BASIS: Final = {"SDD": Basis.FIRST, "RDD": Basis.REVISED}


class Hours(Struct, frozen=True, kw_only=True):
    """The hours beside a date, local to the destination. An end alone is "by then"."""

    type: str = ""
    start: time | None = None
    end: time | None = None


def promised_day(dates: Mapping[str, date]) -> tuple[date, Basis] | None:
    """The day in force: a rescheduled one before the planned one; none once delivered."""
    if "DEL" in dates:
        return None
    for kind in ("RDD", "SDD"):
        if kind in dates:
            return dates[kind], _DATE_BASIS[kind]
    return None


def basis_of(day_basis: Basis, hours: Hours) -> Basis:
    """A confirmed window or a commitment outweighs how the day came about."""
    return _WINDOW_BASIS.get(hours.type, day_basis)


def span(day: date, hours: Hours, zone: str) -> Span:
    """The window of a day, or the whole day where no end of a window is named."""
    end = None if hours.type == "EOD" else hours.end
    return day_or_window(day, hours.start, end, zone)
