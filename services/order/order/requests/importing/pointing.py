"""Where in a table it is wrong: line, column, what stands there, and what would be right."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from waymark_runtime.faults import Denied

from order.requests.importing.columns import OF_CODE, Column
from order.requests.importing.tables import Row

_SHORTENED: Final = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_SHOWN: Final = 80
_LINES: Final = "lines"
Error = dict[str, str]


class Rows(Struct, frozen=True):
    """The rows of one item: where each thing of the order was said, and those of its lines."""

    columns: Sequence[Column]
    first: Row
    said: Mapping[str, Row]
    goods: Sequence[Row]


def pointed(rows: Rows, denied: Denied) -> Denied:
    """A denial of the body, in the words of the file."""
    errors = [_found(rows, error) for error in denied.errors]
    if not errors and denied.code in OF_CODE:
        name = OF_CODE[denied.code]
        errors = [_error(rows.said.get(name, rows.first), name, denied.detail)]
    if not errors:
        return Denied(denied.status, denied.code, f"line {rows.first.line}: {denied.detail}")
    return Denied(denied.status, denied.code, _sentence(errors[0]), errors)


def wrong_cell(code: str, row: Row, column: str, detail: str) -> Denied:
    """The denial of one cell."""
    error = _error(row, column, detail)
    return Denied(422, code, _sentence(error), [error])


def _found(rows: Rows, error: Mapping[str, str]) -> Error:
    path = tuple(error.get("field", "").split("."))
    row, of_line = rows.first, False
    if path[0] == _LINES and len(path) > 1:
        row, path, of_line = rows.goods[int(path[1])], path[2:], True
    column = next((c for c in rows.columns if c.of_line == of_line and c.path == path), None)
    if column is None:
        return {"line": str(row.line), **error}
    if not of_line:
        row = rows.said.get(column.name, row)
    more = {name: text for name, text in error.items() if name not in {"field", "detail"}}
    return _error(row, column.name, _would_be_right(column, row, error["detail"])) | more


def _would_be_right(column: Column, row: Row, detail: str) -> str:
    if column.name == "number" and _SHORTENED.fullmatch(row.cells.get("number", "")):
        return "a spreadsheet has shortened this number; make the column text and write it out"
    return f"{detail}; such as {column.example}"


def _error(row: Row, column: str, detail: str) -> Error:
    value = row.cells.get(column, "")[:_SHOWN]
    return {"line": str(row.line), "column": column, "value": value, "detail": detail}


def _sentence(error: Error) -> str:
    column = f", column {error['column']}: {error['value']!r}" if "column" in error else ""
    return f"line {error['line']}{column}: {error['detail']}"
