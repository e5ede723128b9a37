"""What runs came to, for a person on a terminal and for the docs."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from faults.notes import Json

_COLUMNS = (
    ("shipments", "shipments"),
    ("pushes", "pushes"),
    ("faults", "faults"),
    ("kills", "kills"),
    ("records", "records"),
    ("lost", "lost"),
    ("repeated", "repeated"),
    ("mails", "mails"),
    ("settled_s", "settled, s"),
)
_KEPT = ("name", "seed", "seconds", "ok", "failed", "as_expected", "figures")


def not_carried_out(seed: int, fault: Exception) -> Json:
    """A run that ended before the oracle was asked: it proves nothing, and the others go on."""
    figures: Json = {name: None for name, _ in _COLUMNS} | {"not_visited": []}
    says = [f"{type(fault).__name__}: {fault}"]
    check = {"check": "run", "promise": "was carried out", "ok": False, "wrong": 1, "says": says}
    told = {"ok": False, "failed": ["run"], "checks": [check], "figures": figures}
    return {"seed": seed, "seconds": None, **told}


def text(outcomes: Sequence[Json]) -> str:
    """A table with a line a run, and what was found wrong beneath it."""
    width = max(len(one["name"]) for one in outcomes)
    heads = [f"{head:>10}" for _, head in _COLUMNS]
    lines = [f"{'run':<{width}} {' '.join(heads)}  verdict"]
    for one in outcomes:
        cells = [f"{_cell(one['figures'][name]):>10}" for name, _ in _COLUMNS]
        lines.append(f"{one['name']:<{width}} {' '.join(cells)}  {verdict(one)}")
    for one in outcomes:
        if not one["as_expected"]:
            lines += [f"  {line}" for line in _wrong(one)]
    return "\n".join(lines)


def verdict(one: Json) -> str:
    """In words: every promise held, or which did not."""
    if one["must_fail"]:
        found = ", ".join(one["failed"]) or "nothing"
        return f"broken on purpose; the oracle finds {found}"
    return "every promise held" if one["ok"] else f"BROKEN: {', '.join(one['failed'])}"


def write(path: Path, outcomes: Sequence[Json], machine: Json) -> None:
    """The same for machines: without sentences, which name numbers of a run."""
    kept = [{name: one[name] for name in _KEPT} for one in outcomes]
    told = {"at": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine, "runs": kept}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1) + "\n")


def _cell(value: Any) -> str:
    return "–" if value is None else f"{value:,}"


def _wrong(one: Json) -> list[str]:
    found: list[str] = []
    for check in one["checks"]:
        if not check["ok"]:
            found.append(f"{one['name']}: {check['check']} {check['promise']}: {check['wrong']}")
            found += [f"  {line}" for line in check["says"]]
    unvisited = one["figures"]["not_visited"]
    if unvisited:
        found.append(f"{one['name']}: nothing came by {', '.join(unvisited)}")
    return found or [f"{one['name']}: a broken build was found whole"]
