"""The formats of tracking numbers, read from data once, when first asked for."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec import Struct

from waymark_events.numbers import checksums

INTERNATIONAL: Final = "s10"
"""The international post's format: its country names the carrier; it is no carrier itself."""


class Table(Struct, frozen=True):
    """Rows that a group of the number may be found in."""

    name: str
    group: str
    rows: tuple[dict[str, Any], ...] = ()

    def holds(self, value: str) -> bool:
        """Whether a row names this value, or a pattern of one fits it."""
        return any(
            row.get("matches") == value
            or ("matches_regex" in row and re.fullmatch(row["matches_regex"], value))
            for row in self.rows
        )


class Format(Struct, frozen=True):
    """One shape of tracking numbers and how it is checked."""

    courier_code: str
    courier: str
    id: str
    name: str
    regex: str
    specificity: int
    confidence: str
    checksum: dict[str, Any] | None = None
    prepend_if: dict[str, str] | None = None
    tables: tuple[Table, ...] = ()
    must_exist: tuple[str, ...] | None = None
    tracking_url: str | None = None
    note: str | None = None
    example: str | None = None

    @property
    def rejects(self) -> bool:
        """Whether a failed check digit speaks against the number."""
        return "do not reject" not in (self.note or "")


class Match(Struct, frozen=True):
    """A number that has the shape of a format. `expected` is the check digit it should have."""

    format: Format
    valid: bool
    expected: str | None = None
    given: str | None = None
    country: str | None = None


class Data(Struct, frozen=True):
    """The whole file."""

    s10_country_to_courier_code: dict[str, str]
    formats: tuple[Format, ...]


@lru_cache(maxsize=1)
def data() -> Data:
    """The formats as packaged; read at the first call."""
    raw = files("waymark_events.numbers").joinpath("formats.json").read_bytes()
    return msgspec.json.decode(raw, type=Data)


@lru_cache(maxsize=1)
def by_carrier() -> Mapping[str, tuple[Format, ...]]:
    """The formats of each carrier; the international format stands with each post that uses it."""
    listed: dict[str, list[Format]] = {}
    international = [one for one in data().formats if one.id == INTERNATIONAL]
    for one in data().formats:
        if one.id != INTERNATIONAL:
            listed.setdefault(one.courier_code, []).append(one)
    for code in sorted(set(data().s10_country_to_courier_code.values())):
        listed.setdefault(code, []).extend(international)
    return MappingProxyType({code: tuple(formats) for code, formats in listed.items()})


@lru_cache(maxsize=256)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def match(form: Format, text: str) -> Match | None:
    """How a number stands to a format; None when it has another shape."""
    found = _compiled(form.regex).fullmatch(text)
    if found is None:
        return None
    groups = {name: _bare(value) for name, value in found.groupdict().items() if value}
    for table in form.tables:
        required = form.must_exist is not None and table.name in form.must_exist
        if required and not table.holds(groups.get(table.group, "")):
            return None
    country = groups.get("CountryCode")
    if form.checksum is None:
        return Match(form, True, country=country)
    expected = checksums.expected(_serial(form, groups["SerialNumber"]), form.checksum)
    given = groups["CheckDigit"]
    return Match(form, expected == given, expected, given, country)


def _serial(form: Format, serial: str) -> str:
    rule = form.prepend_if
    if rule is not None and re.match(rule["matches_regex"], serial):
        return rule["content"] + serial
    return serial


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
