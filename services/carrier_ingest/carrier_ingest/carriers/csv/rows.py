"""Rows of a file, or of a block of one, with their lines in the whole."""

from collections.abc import Iterator
from typing import Final

from carrier_ingest.carriers.csv import encoding
from carrier_ingest.carriers.csv.head import Head, is_skipped, read_head
from carrier_ingest.carriers.csv.records import cells, records
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.filing import UnusableFileError
from carrier_ingest.carriers.heard import Heard, Refused
from carrier_ingest.carriers.lines import Line, Record, lines
from carrier_ingest.carriers.neutral.fields import Row
from carrier_ingest.carriers.neutral.hearing import heard_rows

NAME: Final = "csv"
_UNCLOSED: Final = "a quote is opened and not closed; within a field it is written twice"


def parse(payload: RawPayload) -> Heard:
    """Hear the rows of a file. Never raises."""
    named = payload.conventions.options.get("encoding")
    source = lines(encoding.as_utf8([payload.body], named))
    try:
        head = read_head(source, payload.conventions)
    except UnusableFileError as fault:
        return Heard(problems=(f"a CSV file cannot be used: {fault}",))
    rows = _Rows(head, payload.first_line)
    found = list(rows.read(source))
    return heard_rows(NAME, found, payload.conventions, rows.warnings)


class _Rows:
    """Reads the rows behind a header, and remembers what was doubtful."""

    def __init__(self, head: Head, first_line: int) -> None:
        self._head = head
        repeated = first_line > 1
        self._before = first_line - head.line_count - 1 if repeated else 0
        ignored = ", ".join(head.ignored)
        self.warnings = [f"columns that are not read: {ignored}"[:500]] if ignored else []

    def read(self, source: Iterator[Line]) -> Iterator[Row | Refused]:
        """Each row; what is none is refused with its line."""
        for record in records(source, self._head.separator):
            if not is_skipped(record.body):
                yield self._row(record)

    def _row(self, record: Record) -> Row | Refused:
        line = record.first_line + self._before
        text, guessed = encoding.read(record.body.replace(b"\r", b" "))
        if guessed:
            self._doubt("not all is UTF-8; the rest is read as Windows-1252: name the encoding")
        found = cells(text, self._head.separator)
        if found is None:
            return Refused(line=line, field="", value="", problem=_UNCLOSED)
        fields = self._head.fields
        if any(cell.strip() for cell in found[len(fields) :]):
            problem = f"{len(found)} fields where the first line names {len(fields)} columns"
            return Refused(line=line, field="", value="", problem=problem)
        pairs = zip(fields, found, strict=False)
        return Row(line, {field: cell.strip() for field, cell in pairs if field is not None})

    def _doubt(self, words: str) -> None:
        if words not in self.warnings:
            self.warnings.append(words)
