"""The first lines of a file: its separator, and which column is which field."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.csv import encoding
from carrier_ingest.carriers.csv.options import plain, read_columns
from carrier_ingest.carriers.csv.records import cells, records
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.filing import UnusableFileError
from carrier_ingest.carriers.lines import Line, Record
from carrier_ingest.carriers.neutral.fields import FIELDS, REQUIRED
from carrier_ingest.carriers.option_tables import separator_of

_SEPARATOR_LINE: Final = re.compile(rb"sep=([,;\t])\r?", re.IGNORECASE)
_OURS: Final = {plain(field): field for field in FIELDS}
_MOST_COLUMNS: Final = 500
_SHOWN: Final = 200


class Head(Struct, frozen=True, kw_only=True):
    """What stands before the rows.

    `opening` are all lines up to the header, `repeated` what later blocks begin with; `fields`
    names the field of each column, None where it is not ours.
    """

    separator: str
    fields: tuple[str | None, ...]
    ignored: tuple[str, ...]
    opening: bytes
    repeated: bytes

    @property
    def line_count(self) -> int:
        """How many lines the opening has."""
        return self.opening.count(b"\n")


def read_head(lines: Iterator[Line], conventions: Conventions) -> Head:
    """Take the lines up to the header; UnusableFileError when the rows could not be understood."""
    before: list[Line] = []
    separator: bytes | None = None
    for line in lines:
        bare = line.body.removeprefix(encoding.MARK)
        if found := _SEPARATOR_LINE.fullmatch(bare):
            separator = found[1]
        elif not is_skipped(bare):
            return _head(before, line, lines, conventions, separator)
        before.append(line)
    raise UnusableFileError("the file is empty: its first line has to name the columns")


def is_skipped(line: bytes) -> bool:
    """Whether a line is blank or a comment."""
    bare = line.strip()
    return not bare or bare.startswith((b"#", b'"#'))


def _head(
    before: list[Line],
    first: Line,
    lines: Iterator[Line],
    conventions: Conventions,
    stated: bytes | None,
) -> Head:
    marked = (before or [first])[0].body.startswith(encoding.MARK)
    start = Line(first.number, first.body.removeprefix(encoding.MARK))
    separator = stated.decode() if stated else separator_of(encoding.read(start.body)[0])
    header = next(records(chain([start], lines), separator))
    names = _names(header, separator)
    fields = _fields(names, conventions)
    mark = encoding.MARK if marked else b""
    own = b"sep=" + stated + b"\n" if stated else b""
    earlier = b"".join(line.body.removeprefix(encoding.MARK) + b"\n" for line in before)
    return Head(
        separator=separator,
        fields=fields,
        ignored=tuple(
            name for name, field in zip(names, fields, strict=True) if name and field is None
        ),
        opening=mark + earlier + header.body + b"\n",
        repeated=mark + own + header.body + b"\n",
    )


def _names(header: Record, separator: str) -> list[str]:
    found = cells(encoding.read(header.body)[0].rstrip("\r"), separator)
    if found is None:
        raise UnusableFileError("the first line opens a quote and does not close it")
    if len(found) > _MOST_COLUMNS:
        raise UnusableFileError(f"{len(found)} columns are more than {_MOST_COLUMNS}")
    return [name.strip() for name in found]


def _fields(names: list[str], conventions: Conventions) -> tuple[str | None, ...]:
    """The account's own names go before ours; each field has one column."""
    theirs = _columns(conventions)
    read = [theirs.get(plain(name)) for name in names]
    taken = {field for field in read if field is not None}
    fields = [
        field or (own if (own := _OURS.get(plain(name))) not in taken else None)
        for name, field in zip(names, read, strict=True)
    ]
    shown = ", ".join(names)[:_SHOWN]
    for field in FIELDS:
        if fields.count(field) > 1:
            raise UnusableFileError(f"two columns are {field}: {shown}")
    missing = [field for field in REQUIRED if field not in fields]
    if missing:
        raise UnusableFileError(
            f"no column is {missing[0]}; the first line names {shown}. Name it so, or give the "
            "account the option columns"
        )
    return tuple(fields)


def _columns(conventions: Conventions) -> Mapping[str, str]:
    try:
        return read_columns(conventions.options.get("columns", "column,field"))
    except ValueError:
        return {}  # an account with such a table is refused when it is added
