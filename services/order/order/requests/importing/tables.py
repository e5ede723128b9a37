"""CSV as spreadsheets write it: its header, and its rows with their places.

What makes everything after it doubtful (an encoding, a quote, a cell too many) refuses the file
before anything of it is done; what is wrong with one order refuses that order alone.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import BinaryIO, Final

from msgspec import Struct
from waymark_runtime.faults import Denied

from order.requests.importing.columns import Column
from order.requests.importing.lines import MOST_BYTES, Line, lines

ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "us-ascii": "utf-8",
    "windows-1252": "cp1252",
    "iso-8859-1": "cp1252",  # as browsers read it: 0x80 to 0x9f are no letters there
}
"""What a file may be written in, by the name in its media type."""
_SEPARATORS: Final[tuple[str, ...]] = (",", ";", "\t")
_SPREADSHEET_SAYS: Final = "sep="


class Table(Struct, frozen=True, kw_only=True):
    """How a file is read. `columns` as they stand in it; rows come after the line `header`."""

    columns: tuple[Column, ...]
    separator: str
    encoding: str
    header: int


class Row(Struct, frozen=True):
    """A row with its cells by column, blanks around them taken off; it may span several lines."""

    line: int
    last_line: int
    cells: Mapping[str, str]
    size: int


def table_of(file: BinaryIO, columns: Sequence[Column], encoding: str) -> Table:
    """How this file is to be read; Denied when its header is not made of these columns."""
    heads = [(one.number, _text(one, encoding)) for one in islice(lines(file), 2)]
    separators = _SEPARATORS
    if heads and heads[0][1].lower().startswith(_SPREADSHEET_SAYS):
        separators = (heads.pop(0)[1][len(_SPREADSHEET_SAYS) :][:1] or ",",)
    if not heads:
        raise _denied("empty", 1, "there is no header; the first line names the columns")
    number, head = heads[0]
    known = {column.name: column for column in columns}
    split = [(separator, _names(head, separator)) for separator in separators]
    separator, names = max(split, key=lambda one: sum(name in known for name in one[1]))
    _check_header(number, names, columns)
    return Table(
        columns=tuple(known[name] for name in names),
        separator=separator,
        encoding=encoding,
        header=number,
    )


def rows(file: BinaryIO, table: Table) -> Iterator[Row]:
    """The rows that are not empty; Denied at the first place where this is no such table."""
    source = _Source(file, table)
    reader = csv.reader(source, delimiter=table.separator, strict=True)
    while True:
        first = source.number + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise _denied("bad_csv", first, f"{error}; a quote within a cell is doubled") from None
        size = source.taken()
        if any(cells[len(table.columns) :]):
            count = f"{len(cells)} cells under {len(table.columns)} columns"
            raise _denied("bad_csv", first, f"{count}; a cell with the separator is quoted")
        if any(cells):
            named = zip((column.name for column in table.columns), cells, strict=False)
            yield Row(first, source.number, dict(named), size)


class _Source:
    """The lines after the header as text, counted; no row may be longer than a line may be."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        self._lines = islice(lines(file), table.header, None)
        self._encoding = table.encoding
        self._size = 0
        self.number = table.header

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        text = _text(line, self._encoding)
        self.number = line.number
        self._size += len(line.content or b"") + 1
        if self._size > MOST_BYTES:
            raise _denied(
                "row_too_long", line.number, f"a row has {MOST_BYTES} bytes at most; mind quotes"
            )
        return f"{text}\n"

    def taken(self) -> int:
        """How many bytes the row had; the next is counted anew."""
        size, self._size = self._size, 0
        return size


def _text(line: Line, encoding: str) -> str:
    if line.content is None:
        raise _denied("row_too_long", line.number, f"a line has {MOST_BYTES} bytes at most")
    if b"\0" in line.content or line.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _denied("bad_encoding", line.number, "this looks like UTF-16; save it as CSV UTF-8")
    try:
        return line.content.decode(encoding)
    except UnicodeDecodeError as error:
        wrong = line.content[error.start : error.start + 1]
        as_windows = wrong.decode("cp1252", "replace")
        raise _denied(
            "bad_encoding",
            line.number,
            f"byte {error.start + 1} is 0x{wrong.hex()}, which is not {encoding}; "
            f"save it as CSV UTF-8, or if that byte is {as_windows!r}, say charset=windows-1252",
        ) from None


def _names(head: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([head], delimiter=separator), [])
    except csv.Error:
        return [head]
    while cells and not cells[-1].strip():
        cells.pop()
    return [cell.strip().casefold().replace(" ", "_") for cell in cells]


def _check_header(number: int, names: Sequence[str], columns: Sequence[Column]) -> None:
    known = [column.name for column in columns]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"near to it is {near[0]!r}" if near else f"known are {', '.join(known)}"
            raise _denied("bad_header", number, f"no column is called {name[:80]!r}; {hint}", name)
        if names.count(name) > 1:
            raise _denied("bad_header", number, f"column {name!r} is there twice", name)
    for column in columns:
        if column.required and column.name not in names:
            detail = f"column {column.name!r} is missing; it may look like {column.example}"
            raise _denied("bad_header", number, detail, column.name)


def _denied(code: str, line: int, detail: str, column: str | None = None) -> Denied:
    error = {"line": str(line), "detail": detail}
    if column is not None:
        error["column"] = column[:80]
    return Denied(422, code, f"line {line}: {detail}; nothing was imported", [error])
