"""The tables of docs/fold.md, read where they are published."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from faults.oracle.fold.times import HOUR

_PLACE: Final = Path(__file__).parents[4] / "docs" / "fold"


@dataclass(frozen=True, slots=True)
class Tables:
    """`marks` are the columns of milestones.csv that say yes; periods are in microseconds."""

    ranks: dict[str, int]
    marks: dict[str, frozenset[str]]
    leaving: dict[tuple[str, str], str]
    reasons: dict[str, str]
    actions: tuple[dict[str, str], ...]
    anchor_after: int
    moves_within: int
    most_kept: int

    def marked(self, milestone: str, mark: str) -> bool:
        """Whether milestones.csv says yes for this milestone."""
        return mark in self.marks[milestone]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Read the tables once."""
    milestones = _rows("milestones")
    constants = {row["name"]: int(row["value"]) for row in _rows("constants")}
    return Tables(
        ranks={row["milestone"]: int(row["rank"]) for row in milestones},
        marks={row["milestone"]: _marks(row) for row in milestones},
        leaving={(row["from"], row["to"]): row["own_time"] for row in _rows("leaving")},
        reasons={row["reason"]: row["is"] for row in _rows("causes")},
        actions=tuple(_rows("actions")),
        anchor_after=constants["anchor_after"] * HOUR,
        moves_within=constants["moves_within"] * HOUR,
        most_kept=constants["most_kept"],
    )


def _marks(row: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, text in row.items() if text == "yes")


def _rows(name: str) -> list[dict[str, str]]:
    with (_PLACE / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
