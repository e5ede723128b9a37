"""What a run came to in numbers: load, faults, kills, records, lost, repeated."""

from typing import Any

from faults.oracle.checks.alive import recoveries
from faults.oracle.checks.intake import scan_of, scans
from faults.oracle.intents import intents
from faults.oracle.seen import Seen

_KILLS = frozenset({"kill", "crash", "broker_kill", "stop_slowly"})


def figures(seen: Seen) -> dict[str, Any]:
    """`lost`: acknowledged and not there. `repeated`: records of topics that came again."""
    meant = intents(seen)
    there = {scan_of(record) for record in scans(seen)}
    records = {name: len(seen.topic(name)) for name in seen.topics()}
    firsts = {name: len(found) for name, found in seen.firsts.items()}
    took = [seconds for _, seconds in recoveries(seen) if seconds is not None]
    settled = [one for one in seen.notes("events") if one["what"] == "settled"]
    kills = [fault for fault in seen.faults if _is_kill(fault)]
    return {
        "shipments": len(meant.booked),
        "pushes": meant.answers["scan meant"],
        "pushes_answered": meant.answers["scan ok"],
        "records": sum(records.values()),
        "repeated": sum(records.values()) - sum(firsts.values()),
        "lost": len(meant.said_ok - there),
        "faults": len(seen.faults),
        "kills": len(kills),
        "not_visited": [fault["told"]["point"] for fault in seen.faults if _is_unvisited(fault)],
        "mails": sum(1 for one in seen.notes("received") if one.get("mail") == "taken"),
        "posts": sum(1 for one in seen.notes("received") if "post" in one),
        "dead_letters": len(seen.poison),
        "settled_s": settled[-1]["took_s"] if settled else None,
        "slowest_recovery_s": max(took, default=None),
    }


def _is_unvisited(fault: dict[str, Any]) -> bool:
    return fault["fault"] == "crash" and fault.get("outcome") != "healed"


def _is_kill(fault: dict[str, Any]) -> bool:
    return fault["fault"] in _KILLS or fault["told"].get("how") == "kill"
