"""How the operator's command prints: a table for people, one JSON document for machines."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

UNKNOWN: Final = "?"
"""A number that could not be found out; one that does not exist is None."""
_NUMERIC = (int, float)
_PIPED_WIDTH = 140


def table(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows as a table: headings from the keys, numbers to the right."""
    made = Table(title=title, title_justify="left")
    for name in rows[0] if rows else ():
        right = all(_is_number(row[name]) for row in rows)
        made.add_column(
            name.replace("_", " "), justify="right" if right else "left", overflow="fold"
        )
    for row in rows:
        made.add_row(*(_text(value) for value in row.values()))
    return made


def out(title: str, rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows, or say that there are none."""
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, default=str))
    elif rows:
        _console().print(table(title, rows))
    else:
        _console().print(f"{title}: none")


def document(value: Any, *, as_json: bool) -> None:
    """Print one document."""
    if as_json:
        print(json.dumps(value, ensure_ascii=False, default=str))
    else:
        _console().print_json(json.dumps(value, ensure_ascii=False, default=str))


def _is_number(value: object) -> bool:
    return isinstance(value, _NUMERIC) or value in (None, UNKNOWN)


def _console() -> Console:
    """As wide as the terminal; into a pipe as wide as our rows are."""
    console = Console()
    return console if console.is_terminal else Console(width=_PIPED_WIDTH)


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
