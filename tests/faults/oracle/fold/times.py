"""Instants are integers here: microseconds since 1970 in UTC; periods are microseconds too."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_OFFSET: Final = re.compile(r"([+-])([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_DAY: Final = "YYYY-MM-DD"
MINUTE: Final = 60 * 10**6
HOUR: Final = 60 * MINUTE


def micros(instant: datetime) -> int:
    """Count the microseconds since 1970 of an instant with an offset."""
    return (instant - _EPOCH) // _MICROSECOND


_FIRST: Final = micros(datetime.min.replace(tzinfo=UTC))
_LAST: Final = micros(datetime.max.replace(tzinfo=UTC))


@lru_cache(maxsize=100_000)
def read(text: str) -> int:
    """Read an RFC 3339 instant; outside the years 1 to 9999 it counts as their nearest end."""
    return min(max(micros(datetime.fromisoformat(text)), _FIRST), _LAST)


def utc(text: str) -> str:
    """Write an RFC 3339 instant in UTC, as messages carry it."""
    return (_EPOCH + read(text) * _MICROSECOND).isoformat().removesuffix("+00:00") + "Z"


def ours(text: str) -> dict[str, Any]:
    """Write an instant of ours as carriers' times are written."""
    at = utc(text)
    return {
        "local": at[: len("YYYY-MM-DDTHH:MM:SS")],
        "certainty": "exact",
        "instant": at,
        "zone": "UTC",
    }


def is_day(when: Mapping[str, Any]) -> bool:
    """Whether a day alone was printed."""
    return len(when["local"]) == len(_DAY)


def own_time(when: Mapping[str, Any]) -> int:
    """Own time of a scan (section 3)."""
    if when.get("instant") is not None:
        return read(when["instant"])
    return _local(when["local"], when.get("zone"))


@lru_cache(maxsize=100_000)
def _local(text: str, zone: str | None) -> int:
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return _FIRST
    if text == "9999-12-31":
        return _FIRST
    if len(text) == len(_DAY):
        # The last microsecond: of an hour that the day ends with twice, the second one.
        local = local.replace(hour=23, minute=59, second=59, microsecond=999_999, fold=1)
    offset = local.replace(tzinfo=_zone(zone)).utcoffset() or timedelta()
    own = micros(local.replace(tzinfo=UTC)) - offset // _MICROSECOND
    return own if _FIRST <= own <= _LAST else _FIRST


@lru_cache(maxsize=10_000)
def _zone(name: str | None) -> tzinfo:
    if name is None:
        return UTC
    if offset := _OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(ahead if sign == "+" else -ahead)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC
