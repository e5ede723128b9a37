"""JSON objects to rows: of a push all at once, of a file a line each."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from carrier_ingest.carriers.dialect import Channel, Conventions, RawPayload
from carrier_ingest.carriers.filing import Block
from carrier_ingest.carriers.heard import Heard, Refused
from carrier_ingest.carriers.lines import Record, lines, packed
from carrier_ingest.carriers.neutral.fields import FIELDS, MEASURES, Row
from carrier_ingest.carriers.neutral.hearing import heard_rows
from carrier_ingest.carriers.reading import decoded

NAME: Final = "own_json"
MOST_SCANS: Final = 1_000
_NO_JSON: Final = "a scan is a JSON object of the documented fields"


def parse(payload: RawPayload) -> Heard:
    """Hear a push, or the lines of a file. Never raises."""
    if payload.channel == Channel.FILE:
        return heard_rows(NAME, _of_lines(payload), payload.conventions)
    found = objects(decoded(payload.body))
    if not found or len(found) > MOST_SCANS:
        return Heard(problems=(f"a push is a JSON object, or a list of 1 to {MOST_SCANS}",))
    rows = [_row(place, value) for place, value in enumerate(found, 1)]
    heard = heard_rows(NAME, rows, payload.conventions)
    lost = (f"scan {one.line}: {one.field}: {one.problem}" for one in heard.refused)
    return msgspec.structs.replace(heard, problems=tuple(lost))  # nobody waits for a result


def blocks(chunks: Iterable[bytes], conventions: Conventions) -> Iterator[Block]:
    """Cut a file of lines; nothing of it is judged before it is read."""
    del conventions
    return packed(b"", b"", (Record((line,)) for line in lines(chunks)))


def objects(value: object) -> list[object]:
    """The scans of a push: those of a list, or the one that stands alone."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def _of_lines(payload: RawPayload) -> Iterator[Row | Refused]:
    for line in lines([payload.body]):
        body = line.body.removeprefix(b"\xef\xbb\xbf").strip()
        if body:
            yield _row(payload.first_line + line.number - 1, decoded(body))


def _row(line: int, value: object) -> Row | Refused:
    if not isinstance(value, dict):
        return Refused(line=line, field="", value="", problem=_NO_JSON)
    cells: dict[str, str] = {}
    for field in FIELDS:
        cell = value.get(field)
        if isinstance(cell, bool | list | dict | float) and field not in MEASURES:
            problem = "a field is text or a whole number"
            return Refused(line=line, field=field, value="", problem=problem)
        cells[field] = "" if cell is None else str(cell)
    return Row(line, cells)
