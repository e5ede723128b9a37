"""Code tables: what a carrier's code means in our words. Files beside the dialect, read once."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct
from waymark_events.vocabulary import Milestone


class Row(Struct, frozen=True):
    """One line of a table. `kind` is the carrier's list, or the code's role: its page says."""

    code: str
    kind: str
    meaning: str
    milestone: Milestone
    reason: str


def read_rows(package: str) -> Iterator[Row]:
    """Read `codes.csv` beside a dialect; ValueError names the first row that is out of place."""
    text = files(package).joinpath("codes.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        milestone = Milestone(row["milestone"])
        yield Row(row["code"], row["kind"], row["meaning"], milestone, row["reason"])


@cache
def by_kind_and_code(package: str) -> Mapping[tuple[str, str], Row]:
    """A dialect's table, keyed by kind and code."""
    return {(row.kind, row.code): row for row in read_rows(package)}


@cache
def by_code(package: str) -> Mapping[str, Row]:
    """A dialect's table, keyed by code alone."""
    return {row.code: row for row in read_rows(package)}


def bare(written: str, digits: int = 0) -> str:
    """A code in a table's spelling: letters and digits, upper case, at most eight.

    One that is a number has at least so many `digits`, for zeros in front get lost.
    """
    code = re.sub(r"[^0-9A-Za-z]", "", written).upper()[:8]
    return code.zfill(digits) if code.isdecimal() else code
