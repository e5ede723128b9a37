"""A run's plan: its seed, its load and what is done to it when. Saved, printed, played again."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from faults.catalogue import FAULTS
from msgspec import Struct

_BY_NAME: Final = frozenset({"more_partitions", "quota", "revoked", "locked_out"})
"""Never drawn: what nothing heals ends a plan, and what came later must not change drawn ones."""


class Entry(Struct, frozen=True):
    """A fault, not before second `at` of the load."""

    at: float
    fault: str
    told: dict[str, Any]


class Plan(Struct, frozen=True, kw_only=True):
    """All that makes a run: the same plan does the same to the same load.

    `broken` says which programs are broken on purpose, and how: `projection-worker` to a break.
    """

    seed: int
    shipments: int
    lasts_s: float
    entries: Sequence[Entry]
    broken: dict[str, str] = {}

    @property
    def needs(self) -> set[str]:
        """What its faults need of the machine."""
        return {need for one in self.entries for need in FAULTS[one.fault].needs}

    @property
    def small_disks(self) -> set[str]:
        """The servers whose disk is filled."""
        return {one.told["server"] for one in self.entries if one.fault == "disk_full"}

    def save(self, path: Path) -> None:
        """Write it where it can be read by a person and played again."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a plan; a fault that nobody knows is named."""
        plan = msgspec.json.decode(path.read_bytes(), type=cls)
        unknown = {entry.fault for entry in plan.entries} - FAULTS.keys()
        if unknown:
            raise ValueError(f"{path} has faults nobody knows: {', '.join(sorted(unknown))}")
        return plan


def draw(
    seed: int, shipments: int, lasts_s: float, *, among: Sequence[str], least: int = 0
) -> Plan:
    """Faults at random, one after the other, until the load is over: each kind once, then any.

    `least`: so many at any rate, though they last longer than the load.
    """
    chance = random.Random(seed)
    names = chance.sample(list(among), len(among))
    entries: list[Entry] = []
    at = 2.0
    while at < lasts_s - 2 or len(entries) < least:
        name = names[len(entries)] if len(entries) < len(names) else chance.choice(names)
        fault = FAULTS[name]
        entries.append(Entry(round(at, 1), name, fault.draw(chance)))
        at += fault.lasts_s + chance.uniform(0.3, 1.5)
    return Plan(seed=seed, shipments=shipments, lasts_s=lasts_s, entries=entries)


def usual(*, smoke: bool) -> list[str]:
    """The faults that are drawn from: in the smoke tier what is short and needs nothing."""
    return [
        name
        for name, fault in FAULTS.items()
        if name not in _BY_NAME and (not smoke or (fault.smoke and not fault.needs))
    ]
