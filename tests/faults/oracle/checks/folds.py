"""O5, O6: what the read model says, against the oracle's own fold, and against a fresh one."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from faults.oracle.fold import Fact, fold, public_status
from faults.oracle.seen import Seen

_STREAM = "shipment.events.v1"


def rows(seen: Seen) -> Iterator[str]:
    """O5: each row's status and version, and the sum of all versions."""
    streams = _streams(seen)
    total = 0
    for row in seen.rows("projection/shipments"):
        facts = streams.pop(row["id"], [])
        folded = fold(facts, row["id"])
        total += row["version"]
        if row["version"] != folded.facts:
            yield f"{row['number']}: version {row['version']}, the stream has {folded.facts} facts"
        said = json.loads(row["document"])["status"]
        wanted = public_status(folded)
        if said != wanted:
            yield f"{row['number']}: {_difference(said, wanted)}"
    for name, facts in streams.items():
        yield f"shipment {name} has {len(facts)} facts and no row"
    distinct = len(seen.firsts[_STREAM])
    if total != distinct:
        yield f"the versions add up to {total}, the stream has {distinct} facts"


def anew(seen: Seen) -> Iterator[str]:
    """O6: a rebuild finds nothing to mend."""
    told: dict[str, Any] = json.loads((seen.folder / "rebuild.json").read_text())
    for name in ("mended", "changed", "facts_mended", "orders_mended", "links_mended"):
        if told[name]:
            yield f"a projection built anew differs: {name} {told[name]}"
    if told["vanished"]:
        yield f"rows that are not in the log: {told['vanished'][:3]}"
    if told["alike"] != told["shipments"] or not told["shipments"]:
        yield f"{told['alike']} of {told['shipments']} shipments are alike"


def _streams(seen: Seen) -> dict[str, list[Fact]]:
    """Facts by shipment; a fact is known since its append, and never before its predecessor."""
    found: dict[str, list[Fact]] = defaultdict(list)
    clock: dict[int, int] = defaultdict(int)
    for record in seen.topic(_STREAM):
        clock[record.partition] = max(clock[record.partition], record.at_ms * 1000)
        if record.key:
            fact = Fact(record.id, clock[record.partition], record.type, record.body)
            found[record.key].append(fact)
    return found


def _difference(said: dict[str, Any], wanted: dict[str, Any]) -> str:
    return "; ".join(
        f"{name} is {said.get(name)!r}, the stream says {wanted.get(name)!r}"
        for name in sorted(said.keys() | wanted.keys())
        if said.get(name) != wanted.get(name)
    )
