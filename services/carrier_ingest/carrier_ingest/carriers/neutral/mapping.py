"""What a code means: a row of the account's mapping, else our own words, else nothing known."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from waymark_events.vocabulary import RANK, REASONS, UNMAPPED, Flag, Kind, Milestone, fits

from carrier_ingest.carriers.neutral.fields import WrongCellError
from carrier_ingest.carriers.tables import Row, by_code

_COLUMNS: Final = ("code", "kind", "meaning", "milestone", "reason")
_SEPARATORS: Final = (",", ";", "\t")
_QUOTED: Final = re.compile(r'"[^"]*"?')
_NEVER_ALONE: Final = (REASONS | set(Flag)) - {UNMAPPED}


def separator_of(heading: str) -> str:
    """The separator of a table: the one its heading holds most, outside quotes."""
    bare = _QUOTED.sub("", heading)
    return max(_SEPARATORS, key=bare.count)


def table(text: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table given as text, with their lines; ValueError when a column is missing."""
    written = text.removeprefix("\ufeff").splitlines()
    reader = csv.DictReader(written, delimiter=separator_of(written[0] if written else ""))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(
            f"its first line has to name {', '.join(columns)}: {missing[0]} is missing"
        )
    for row in reader:
        yield reader.line_num, {name: (row[name] or "").strip() for name in columns}


@lru_cache(maxsize=64)
def read_mapping(text: str, kinds: tuple[str, ...]) -> Mapping[str, Row]:
    """The mapping of an account by code; ValueError says which line is wrong and why.

    With `kinds` only rows of these lists count, those of the first before those of the next.
    """
    found: dict[tuple[str, str], Row] = {}
    for line, cells in table(text, _COLUMNS):
        row = _row(line, cells)
        place = (row.kind if kinds else "", row.code)
        if place in found:
            raise ValueError(f"line {line}: the code {row.code!r} is there already")
        found[place] = row
    in_turn = reversed(kinds) if kinds else [""]
    return {code: row for kind in in_turn for (own, code), row in found.items() if own == kind}


@lru_cache(maxsize=64)
def folded(text: str, kinds: tuple[str, ...]) -> Mapping[str, Row]:
    """The same without case; of codes that differ by case alone the first."""
    exact = read_mapping(text, kinds)
    return {code.casefold(): row for code, row in reversed(list(exact.items()))}


def meaning_of(code: str, text: str, kinds: tuple[str, ...]) -> Row:
    """What a code means; WrongCellError for what looks like our words and is none of them."""
    try:
        row = read_mapping(text, kinds).get(code) or folded(text, kinds).get(code.casefold())
    except (ValueError, csv.Error):
        row = None  # an account with such a mapping is refused when it is added
    return row or _in_our_words(code)


def kind_of(row: Row) -> Kind:
    """The role of a code; where `kind` names a list of the carrier's, its codes are events."""
    return Kind(row.kind) if row.kind in set(Kind) else Kind.EVENT


def _in_our_words(code: str) -> Row:
    milestone, colon, reason = code.casefold().partition(":")
    if milestone not in RANK:
        if milestone in _NEVER_ALONE:
            raise WrongCellError("code", f"{code!r} is no milestone; write milestone:reason")
        return Row(code, Kind.EVENT, "", Milestone.IN_TRANSIT, UNMAPPED)
    row = by_code(__package__)[milestone]
    if not colon:
        return row
    if problem := fits(milestone, reason):
        raise WrongCellError("code", problem)
    return Row(code, row.kind, row.meaning, row.milestone, reason)


def _row(line: int, cells: Mapping[str, str]) -> Row:
    code, milestone, reason = cells["code"], cells["milestone"].lower(), cells["reason"].lower()
    problem = fits(milestone, reason) if code else "the code is empty"
    if problem:
        raise ValueError(f"line {line}: {problem}")
    return Row(code, cells["kind"], cells["meaning"], Milestone(milestone), reason)
