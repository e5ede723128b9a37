"""What is run: the smoke tier, all crash points, broken builds, and all of it."""

import random
from collections.abc import Iterator, Sequence
from typing import Final

from faults import plan as plans
from faults.breaks import BREAKS
from faults.catalogue import FAULTS
from faults.plan import Entry, Plan
from faults.points import POINTS
from msgspec import Struct, structs

SEEDS: Final = (1, 2, 3)
"""Of the full tier: the same ones always, so that a run can be held against the last."""


_LOADED_S: Final = 12.0
"""Seconds into a small load after which there is something to lose."""


class Wanted(Struct, frozen=True):
    """A run and what is expected of it: that all holds, or that one of these checks fails.

    `visits_all`: it has not done its work when nothing came by one of its crash points.
    """

    name: str
    plan: Plan
    must_fail: frozenset[str] = frozenset()
    visits_all: bool = False


def smoke(seed: int, shipments: int, lasts_s: float, least: int) -> Wanted:
    """A minute of load under a dozen faults that need nothing."""
    among = plans.usual(smoke=True)
    drawn = plans.draw(seed, shipments, lasts_s, among=among, least=least)
    return Wanted(f"smoke {seed}", drawn)


def crashes(seed: int = 0, shipments: int = 1_200) -> Wanted:
    """Every crash point is visited once, one after the other, under load."""
    each = FAULTS["crash"].lasts_s + 3
    # orders come in the first half of a load alone
    ordered = sorted(POINTS, key=lambda name: POINTS[name].program != "web")
    entries = [
        Entry(3.0 + number * each, "crash", {"point": name, "times": 2})
        for number, name in enumerate(ordered)
    ]
    lasts_s = 3.0 + each * len(entries)
    return Wanted(
        "every crash point",
        Plan(seed=seed, shipments=shipments, lasts_s=lasts_s, entries=entries),
        visits_all=True,
    )


def broken(only: Sequence[str] = ()) -> Iterator[Wanted]:
    """Each broken build under what brings it to light; a green verdict is the failure here."""
    for name, one in BREAKS.items():
        if only and name not in only:
            continue
        entries, at = [], _LOADED_S
        for fault, told in one.provoked_by:
            entries.append(Entry(at, fault, dict(told)))
            at += FAULTS[fault].lasts_s + 1
        plan = Plan(
            seed=15,
            shipments=150,
            lasts_s=max(at + 4, 20.0),
            entries=entries,
            broken={one.program: name},
        )
        yield Wanted(f"broken: {name}", plan, one.found_by)


def full() -> Iterator[Wanted]:
    """Seeds of four minutes drawn from all faults, every crash point, every broken build.

    The last one ends with more partitions, which a topic does not lose again.
    """
    for seed in SEEDS:
        drawn = plans.draw(seed, 4_000, 240.0, among=plans.usual(smoke=False))
        if seed == SEEDS[-1]:
            ending = FAULTS["more_partitions"].draw(random.Random(seed))
            last = Entry(drawn.lasts_s - 2, "more_partitions", ending)
            drawn = structs.replace(drawn, entries=[*drawn.entries, last])
        yield Wanted(f"full {seed}", drawn)
    yield crashes()
    yield from broken()
