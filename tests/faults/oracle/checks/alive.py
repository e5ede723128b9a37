"""O12, O13: how soon everything was well again, and where consumers stand."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from faults.oracle.seen import Json, Seen

SETTLES_WITHIN_S: Final = 60.0
_READY_WITHIN_S: Final = {"kill": 10.0, "postgres_stop": 10.0, "broker_kill": 30.0}
_BACK: Final = frozenset({"restore"})
"""Faults that set a database back, positions and all."""


def times(seen: Seen) -> Iterator[str]:
    """O12: all settles within a minute; whoever was killed is ready again in seconds.

    What has to be asked of a carrier takes as long as the carrier's own pace, on top.
    """
    settled = [note for note in seen.notes("events") if note["what"] == "settled"]
    took, paced_s = (settled[-1]["took_s"], settled[-1]["paced_s"]) if settled else (None, 0.0)
    if took is None or took > SETTLES_WITHIN_S + paced_s:
        yield f"not settled within {SETTLES_WITHIN_S + paced_s:.0f} s: {took}"
    for fault, took_s in recoveries(seen):
        if took_s is None or took_s > _READY_WITHIN_S[fault["fault"]]:
            yield f"after {fault['fault']} {fault['told']} ready again after {took_s} s"


def recoveries(seen: Seen) -> Iterator[tuple[Json, float | None]]:
    """After each fault that stops something, the seconds until all were ready; None: never.

    Only where no other fault came meanwhile: what is broken again has no time of its own.
    """
    changes = seen.notes("ready")
    ends = [fault["at"] for fault in seen.faults]
    for number, fault in enumerate(seen.faults):
        if fault["fault"] not in _READY_WITHIN_S or fault["over"] is None:
            continue
        after = next((at for at in ends[number + 1 :]), float("inf"))
        took = _all_ready(changes, fault["over"])
        if took is not None and fault["over"] + took > after:
            continue
        yield fault, took


def _all_ready(changes: list[Json], since: float) -> float | None:
    state: dict[tuple[str, str], bool] = {}
    for change in changes:
        state[change["service"], change["kind"]] = change["ready"]
        if change["at"] >= since and all(state.values()):
            return round(float(change["at"]) - since, 1)
    ready_before = [one for one in changes if one["at"] < since]
    latest = {(one["service"], one["kind"]): one["ready"] for one in ready_before}
    return 0.0 if all(latest.values()) else None


def positions(seen: Seen) -> Iterator[str]:
    """O13: stored positions never fall, unless a database was set back, and lie within the log."""
    was_restored = any(fault["fault"] in _BACK for fault in seen.faults)
    last: dict[tuple[str, str], int] = defaultdict(int)
    for note in seen.notes("positions"):
        for place, following in note["next"].items():
            where = (note["service"], place)
            if following < last[where] and not was_restored:
                yield f"{note['service']} {place} fell from {last[where]} to {following}"
            last[where] = following
    ends = _ends(seen)
    for (service, place), following in last.items():
        _, topic, partition = place.rsplit("/", 2)
        if following > ends.get((topic, int(partition)), 0):
            yield f"{service} {place} stands at {following}, behind the log's end"


def _ends(seen: Seen) -> dict[tuple[str, int], int]:
    """The next offset of each partition, poison included."""
    ends: dict[tuple[str, int], int] = {}
    for topic in seen.topics():
        for record in seen.topic(topic):
            ends[topic, record.partition] = record.offset + 1
    for topic, partition, offset in seen.poison:
        ends[topic, partition] = max(ends.get((topic, partition), 0), offset + 1)
    return ends
