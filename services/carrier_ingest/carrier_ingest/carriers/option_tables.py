"""Options of an account that are tables: what a carrier's own codes mean, and what is wrong there.

A table is a text with a heading; `codes` has the columns of every dialect's own `codes.csv`.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import Kind, Milestone, fits

from carrier_ingest.carriers.tables import Row

LONGEST_TABLE: Final = 512 * 1024
_COLUMNS: Final = ("code", "kind", "meaning", "milestone", "reason")
_SEPARATORS: Final = (",", ";", "\t")
_QUOTED: Final = re.compile(r'"[^"]*"?')


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


def agreed(code: str, text: str, kinds: tuple[str, ...] = ()) -> Row | None:
    """The row of an account's mapping for a code: as it is written, else without case."""
    usable = _usable(text, kinds)
    return usable.exact.get(code) or usable.folded.get(code.casefold())


def kind_of(row: Row) -> Kind:
    """The role of a code; where `kind` names a list of the carrier's, its codes are events."""
    return Kind(row.kind) if row.kind in set(Kind) else Kind.EVENT


def refuses(options: Mapping[str, str], known: tuple[str, ...]) -> str | None:
    """Say in a sentence what is wrong with an account's options; None when nothing is."""
    for name in options:
        if name not in known:
            return f"there is no option {name!r}; there are {', '.join(known)}"
    kinds = listed(options.get("kinds", ""))
    if problem := wrong_table("codes", options, lambda text: _each_listed(text, kinds)):
        return problem
    if kinds and not options.get("codes"):
        return "option kinds is the order in which the lists of option codes are tried; give both"
    return None


def wrong_table(
    option: str, options: Mapping[str, str], read: Callable[[str], object]
) -> str | None:
    """Say what is wrong with an option that is a table; None where it is not given."""
    if option not in options:
        return None
    if len(options[option]) > LONGEST_TABLE:
        return f"option {option} has more than {LONGEST_TABLE} characters"
    try:
        read(options[option])
    except (ValueError, csv.Error) as fault:
        return f"option {option}: {fault}"
    return None


def listed(written: str) -> tuple[str, ...]:
    """The words of a list with commas, each once."""
    words = (word.strip() for word in written.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _each_listed(text: str, kinds: tuple[str, ...]) -> None:
    read_mapping(text, kinds)
    for kind in kinds:
        if not read_mapping(text, (kind,)):
            raise ValueError(f"no row is of the kind {kind!r}, which option kinds names")


class _Usable(Struct, frozen=True):
    """A mapping by code, and by code without case: of two that differ by case alone the first."""

    exact: Mapping[str, Row]
    folded: Mapping[str, Row]


@lru_cache(maxsize=64)
def _usable(text: str, kinds: tuple[str, ...]) -> _Usable:
    try:
        exact = read_mapping(text, kinds)
    except (ValueError, csv.Error):
        exact = {}  # an account with such a mapping is refused when it is added
    return _Usable(exact, {code.casefold(): row for code, row in reversed(list(exact.items()))})


def _row(line: int, cells: Mapping[str, str]) -> Row:
    code, milestone, reason = cells["code"], cells["milestone"].lower(), cells["reason"].lower()
    problem = fits(milestone, reason) if code else "the code is empty"
    if problem:
        raise ValueError(f"line {line}: {problem}")
    return Row(code, cells["kind"], cells["meaning"], Milestone(milestone), reason)
