"""The tables of docs/fold.md are the package's tables, and the action table is total."""

import csv
from itertools import product
from pathlib import Path

import pytest
from projection.domain import tables
from projection.domain.actions import duty
from projection.domain.duties import ROWS, Row
from waymark_events.vocabulary import (
    RANK,
    REASONS,
    TERMINAL,
    Deed,
    Direction,
    Milestone,
    Party,
    Way,
    family,
)

DOCS = Path(__file__).parents[3] / "docs" / "fold"
RECIPIENT = {
    "collect",
    "pay_duties",
    "have_cash_ready",
    "have_id_ready",
    "identify",
    "confirm_address",
    "choose_new_date",
    "look_around",
    "tell_retailer",
}
CARRIER = {"redeliver", "search"}


def test_milestones_are_ranked_and_marked_as_documented() -> None:
    """milestones.csv holds the rank and every mark of every milestone."""
    marks = {
        "terminal": TERMINAL,
        "anchors": tables.ANCHORS,
        "answers": tables.ANSWERS,
        "last_mile": tables.LAST_MILE,
        "moving": tables.MOVING,
        "not_delayed": tables.NOT_DELAYED,
    }
    rows = {row["milestone"]: row for row in _read("milestones.csv")}

    assert {name: int(row["rank"]) for name, row in rows.items()} == RANK
    for mark, marked in marks.items():
        assert {name for name, row in rows.items() if row[mark] == "yes"} == marked


def test_ends_are_left_as_documented() -> None:
    """leaving.csv is the table of what leaves a terminal milestone."""
    documented = {(row["from"], row["to"]): row["own_time"] for row in _read("leaving.csv")}

    assert documented == tables.LEAVES


def test_causes_are_as_documented() -> None:
    """causes.csv says of every reason whether it is a cause, or says nothing of one."""
    rows = {row["reason"]: row["is"] for row in _read("causes.csv")}

    assert rows.keys() == REASONS
    assert {reason for reason, kind in rows.items() if kind == "cause"} == tables.CAUSES
    assert {reason for reason, kind in rows.items() if kind == "causeless"} == tables.CAUSELESS


def test_constants_are_as_documented() -> None:
    """constants.csv holds every span of time, in hours."""
    rows = {row["name"]: int(row["value"]) for row in _read("constants.csv")}

    assert rows.pop("most_kept") == tables.MOST_KEPT
    assert {name: getattr(tables, name.upper()).total_seconds() / 3600 for name in rows} == rows


def test_actions_are_as_documented() -> None:
    """actions.csv is the action table, row by row."""
    documented = [
        Row(*(cell.replace("-", "") for cell in row.values())) for row in _read("actions.csv")
    ]

    assert tuple(documented) == ROWS


@pytest.mark.parametrize("milestone", list(Milestone))
def test_every_combination_has_an_answer(milestone: Milestone) -> None:
    """Milestone, reason, services, direction, way: there is a row, and it speaks to whom it may."""
    for reason, cash, identity, direction, way, flag in product(
        REASONS, ("cash", ""), ("id", ""), Direction, Way, ("never_seen", "")
    ):
        if (milestone == Milestone.DELIVERED) != (family(reason) == "delivered"):
            continue
        row = duty(milestone, reason, cash, identity, direction, way, flag)

        assert bool(row.by) == bool(row.what)
        if row.what:
            _speaks_to_whom_it_may(row, direction)
        if row.what.startswith("have_"):
            assert milestone in {"exception", "out_for_delivery", "attempt_failed"}


def test_every_row_is_reached() -> None:
    """No row stands behind one that fits all it fits."""
    reached = {
        duty(milestone, reason, cash, identity, direction, way, flag)
        for milestone, reason, cash, identity, direction, way, flag in product(
            Milestone, REASONS, ("cash", ""), ("id", ""), Direction, Way, ("never_seen", "")
        )
    }

    assert set(ROWS) - reached == set()


def _speaks_to_whom_it_may(row: Row, direction: Direction) -> None:
    party, deed = Party(row.by), Deed(row.what)
    if party == Party.RECIPIENT:
        assert deed in RECIPIENT
        assert direction == Direction.OUTBOUND
    elif party == Party.RETAILER:
        assert deed not in RECIPIENT | CARRIER
    else:
        assert deed in CARRIER


def _read(name: str) -> list[dict[str, str]]:
    with (DOCS / name).open(newline="") as table:
        return list(csv.DictReader(table))
