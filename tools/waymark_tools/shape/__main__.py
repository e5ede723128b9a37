"""`make shape`: the table, and what is too long. `--json` for machines."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import to_builtins

from waymark_tools.shape.measuring import Shape, measure, too_long

_ROOT: Final = Path(__file__).parents[3]
_PARTS: Final = {
    "libs": "libs/*/waymark_*",
    "order": "services/order/order",
    "carrier_ingest": "services/carrier_ingest/carrier_ingest",
    "projection": "services/projection/projection",
    "notifier": "services/notifier/notifier",
    "tools": "tools/waymark_tools",
    "tests": "tests",
}
# measured by others' last release in 2026: files, lines of files (median, 90 %, most), of functions
_OTHERS: Final = (
    ("cosmicpython/code", "16", "36 / 90 / 120", "4 / 11", "16 %", "0 %"),
    ("wild-workouts (Go)", "66", "53 / 143 / 264", "", "", ""),
    ("eventsourcing 9.5.6", "22", "265 / 1440 / 1963", "5 / 28", "90 %", "36 %"),
    ("faststream", "490", "53 / 256 / 1169", "8 / 33", "100 %", "18 %"),
    ("faststream-outbox", "39", "77 / 518 / 1139", "10 / 42", "100 %", "37 %"),
    ("svcs", "8", "273 / 1199 / 1199", "8 / 24", "100 %", "44 %"),
    ("httpx", "23", "248 / 641 / 2019", "6 / 31", "100 %", "34 %"),
)
_HEADS: Final = ("code", "files", "file lines", "function lines", "typed", "documented", "crossing")


def main() -> int:
    """Print it."""
    parser = argparse.ArgumentParser(prog="make shape", description=__doc__)
    parser.add_argument("--json", action="store_true", help="ours, as JSON on one line")
    shapes = [measure(name, _files(where)) for name, where in _PARTS.items()]
    if parser.parse_args().json:
        print(json.dumps(to_builtins(shapes)))
        return 0
    rows = [_HEADS, *(_row(one) for one in shapes), *((*one, "") for one in _OTHERS)]
    print(_table(rows))
    print("\ntoo long, but for tests:")
    for lines, path, name in sorted(too_long(_judged()), reverse=True):
        print(f"{lines:5}  {path.relative_to(_ROOT)} {name}".rstrip())
    return 0


def _judged() -> list[Path]:
    return [path for name, where in _PARTS.items() if name != "tests" for path in _files(where)]


def _files(where: str) -> list[Path]:
    return [path for folder in sorted(_ROOT.glob(where)) for path in sorted(folder.rglob("*.py"))]


def _row(one: Shape) -> tuple[str, ...]:
    return (
        one.name,
        f"{one.files}",
        f"{one.file_median} / {one.file_tenth} / {one.file_most}",
        f"{one.function_median} / {one.function_tenth} / {one.function_most}",
        f"{one.typed:.0%}",
        f"{one.documented:.0%}",
        f"{one.crossing:.0%}",
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[n]) for row in rows) for n in range(len(_HEADS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


if __name__ == "__main__":
    raise SystemExit(main())
