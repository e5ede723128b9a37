"""The client's side of a run: what was meant, and what was answered."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from faults.oracle.seen import Seen

Scan = tuple[str, str, str]
"""Number, code and the time on the wall."""


@dataclass
class Intents:
    """Numbers to be booked and scans that were said, and of these what was answered 2xx."""

    booked: dict[str, str] = field(default_factory=dict)
    booked_ok: set[str] = field(default_factory=set)
    booked_unknown: set[str] = field(default_factory=set)
    said: set[Scan] = field(default_factory=set)
    said_ok: set[Scan] = field(default_factory=set)
    answers: Mapping[str, int] = field(default_factory=lambda: defaultdict(int))


def intents(seen: Seen) -> Intents:
    """Read the ledger."""
    return _intents(seen.folder)


@cache
def _intents(folder: Path) -> Intents:
    found = Intents()
    for line in Seen(folder).notes("ledger"):
        found.answers[f"{line['what']} {line['is']}"] += 1  # type: ignore[index]  # a Mapping to others, a defaultdict here
        if line["what"] == "book":
            numbers = set(line["numbers"])
            found.booked |= dict.fromkeys(numbers, line["retailer"])
            found.booked_ok |= numbers if line["is"] == "ok" else set()
            found.booked_unknown |= numbers if line["is"] in ("unknown", "fail") else set()
            continue
        scan = (line["number"], line["code"], line["local"])
        found.said.add(scan)
        if line["is"] == "ok":
            found.said_ok.add(scan)
    return found
