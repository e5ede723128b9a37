"""README's table of the last full run, from the run's own file: `python -m faults.table`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from faults.notes import Json

_ROOT: Final = Path(__file__).parents[2]
FIGURES: Final = _ROOT / "docs" / "figures" / "faults.json"
README: Final = _ROOT / "README.md"
BEGINS: Final = "<!-- written by make faults-table -->"
ENDS: Final = "<!-- until here -->"
_COLUMNS: Final = (
    ("shipments", "shipments"),
    ("pushes of carriers", "pushes"),
    ("faults", "faults"),
    ("kill -9", "kills"),
    ("records", "records"),
    ("lost", "lost"),
    ("repeated", "repeated"),
    ("mails", "mails"),
    ("settled after", "settled_s"),
)


def main() -> int:
    """Write the table where README has it."""
    text = README.read_text()
    begins, ends = _marks(text)
    told = json.loads(FIGURES.read_bytes())
    README.write_text(text[:begins] + table(told) + text[ends:])
    return 0


def between(text: str) -> str:
    """What README says now; ValueError when the marks are gone."""
    begins, ends = _marks(text)
    return text[begins:ends]


def _marks(text: str) -> tuple[int, int]:
    begins = text.index(BEGINS) + len(BEGINS)
    return begins, text.index(ENDS, begins)


def table(told: Json) -> str:
    """A row a run under load, and a sentence on the builds that are broken on purpose."""
    runs: Sequence[Json] = told["runs"]
    lines = [
        "| | " + " | ".join(head for head, _ in _COLUMNS) + " |",
        "|---|" + "---:|" * len(_COLUMNS),
        *(_row(run) for run in runs if not is_broken(run)),
    ]
    held = all(run["ok"] for run in runs if not is_broken(run))
    verdict = "Every promise held" if held else "**Not every promise held**"
    broken = [run for run in runs if is_broken(run)]
    found = sum(run["as_expected"] for run in broken)
    machine = told["machine"]
    lines += [
        "",
        f"{verdict}; of {len(broken)} builds that are broken on purpose the oracle found {found}."
        " What carriers' pushes brought while nobody took it is asked for at the carriers' pace,"
        " and counts as not settled until then."
        f" By `make faults-full` on {machine['cores']} cores, {told['at']}:"
        " [the run's file](docs/figures/faults.json).",
    ]
    return "\n\n" + "\n".join(lines) + "\n\n"


def is_broken(run: Json) -> bool:
    """Whether the build was broken on purpose."""
    return bool(run["name"].startswith("broken: "))


def _row(run: Json) -> str:
    cells = [_cell(name, run["figures"][name]) for _, name in _COLUMNS]
    return f"| {run['name']} | " + " | ".join(cells) + " |"


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "never"
    return f"{value:,} s" if name == "settled_s" else f"{value:,}"


if __name__ == "__main__":
    raise SystemExit(main())
