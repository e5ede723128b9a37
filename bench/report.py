"""What a run of contestants has found: as a document for machines, and as text that people read."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final

from bench import contestants, keeping, others
from bench.checks import Expected
from bench.load import LATE, REPEATED, Size
from bench.measured import Run

_OURS: Final = (contestants.PROJECTOR, contestants.PROJECTORS, contestants.WORKER)
WHAT: Final = MappingProxyType(
    {
        contestants.BARE: "B1, the bare loop; its own fold: the latest status by time",
        contestants.BARE_OUR_FOLD: "B1 with the projector's fold, all of it in memory",
        contestants.BARE_MESSAGE: "B1 and a message a changed shipment, acknowledged",
        contestants.PROJECTOR: "the projector, all that the service runs for the stream",
        contestants.PROJECTORS: "two such processes, each with half of the partitions",
        contestants.WORKER: "the service's whole worker, which keeps what it says, too",
        contestants.BARE_MESSAGES: "B1 with messages, two processes",
        others.STREAMS: "Kafka Streams, exactly once, 1 thread; B1's fold, no SQL",
        others.STREAMS_2: "the same with 2 threads",
        others.QUIX: "Quix Streams, exactly once; B1's fold, no SQL",
        others.FAUST: "Faust, a table in memory with its changelog; B1's fold",
        others.NAIVE: "eventsourcing: get, command, save; B1's fold, PostgreSQL",
    }
)
_NOTES: Final = (
    "Ratios are of medians over rounds; in brackets the lowest and the highest of a round.",
    "Each run begins with its first batch in hand and ends when the log is committed to its end,",
    "the projector's when all statuses are published too. Every run was checked against the log.",
    "Warm is what follows the first million records, or the first half of a shorter log.",
    "The local PostgreSQL runs without fsync: nobody here waits for a disk when committing.",
)


def gathered(
    size: Size,
    wanted: Expected,
    runs: Sequence[Run],
    missing: Mapping[str, str],
    pieces: Mapping[str, float],
) -> dict[str, Any]:
    """Everything in one document."""
    by_name = {name: [one for one in runs if one.name == name] for name in WHAT}
    present = {name: found for name, found in by_name.items() if found}
    found = {
        "load": _load(size, wanted),
        "contestants": {name: _summed(found) for name, found in present.items()},
        "missing": dict(missing),
        "ratios": _ratios(present),
        "pieces_us": dict(pieces),
        "runs": [_plain(one) for one in runs],
    }
    return keeping.stamped(found)


def _load(size: Size, wanted: Expected) -> dict[str, Any]:
    return {
        "records": sum(wanted.ends.values()),
        "facts": wanted.facts,
        "shipments": size.shipments,
        "statuses": wanted.statuses,
        "repeated": REPEATED,
        "late": LATE,
    }


def text(found: Mapping[str, Any]) -> str:
    """The document as people read it."""
    load = found["load"]
    lines = [
        f"{found['at']}, {found['machine']}",
        f"{load['records']:,} records, {load['facts']:,} of them distinct, of {load['shipments']:,}"
        f" shipments; {load['statuses']:,} status changes; {load['repeated']:.0%} said again,"
        f" {load['late']:.0%} late",
        "",
        f"{'':<58}{'records/s':>10}{'warm':>9}{'µs client':>10}{'PG':>6}{'broker':>7}{'MB':>6}",
        *(_line(name, one) for name, one in found["contestants"].items()),
        *(f"{name} did not run: {why}" for name, why in found["missing"].items()),
        "",
        *(_ratio(one) for one in found["ratios"]),
        "",
        *_repeated(found["contestants"]),
        *(f"{name:<22} {figure:9.2f}" for name, figure in found["pieces_us"].items()),
        "",
        *_NOTES,
    ]
    return "\n".join(lines)


def _summed(runs: Sequence[Run]) -> dict[str, Any]:
    return {
        "records": runs[0].records,
        "records_per_s": round(statistics.median(one.speed for one in runs)),
        "warm_records_per_s": round(statistics.median(one.warm_speed for one in runs)),
        "client_us": _per_record(runs, "client_cpu_s"),
        "postgres_us": _per_record(runs, "postgres_cpu_s"),
        "kafka_us": _per_record(runs, "kafka_cpu_s"),
        "repeats": sum(one.repeats for one in runs),
        "peak_mb": _median([one.peak_mb for one in runs]),
    }


def _per_record(runs: Sequence[Run], what: str) -> float | None:
    used = [(getattr(one, what), one.records) for one in runs]
    return _median([None if s is None else s / records * 1e6 for s, records in used])


def _median(figures: Sequence[float | None]) -> float | None:
    known = [one for one in figures if one is not None]
    return round(statistics.median(known), 1) if known else None


def _ratios(present: Mapping[str, Sequence[Run]]) -> list[dict[str, Any]]:
    ours = [name for name in _OURS if name in present]
    others = [name for name in present if name not in _OURS]
    two = [(contestants.PROJECTORS, contestants.PROJECTOR)]
    pairs = [(of, to) for of in ours for to in others]
    return [_against(of, to, present) for of, to in pairs + two * ({*two[0]} <= {*ours})]


def _against(of: str, to: str, present: Mapping[str, Sequence[Run]]) -> dict[str, Any]:
    pairs = list(zip(present[of], present[to], strict=True))
    medians = [statistics.median(one.speed for one in present[name]) for name in (of, to)]
    warm = [statistics.median(one.warm_speed for one in present[name]) for name in (of, to)]
    return {
        "of": of,
        "to": to,
        "ratio": round(medians[0] / medians[1], 3),
        "warm": round(warm[0] / warm[1], 3),
        "rounds": [round(one.speed / other.speed, 3) for one, other in pairs],
    }


def _plain(run: Run) -> dict[str, Any]:
    kept = {key: value for key, value in asdict(run).items() if key not in ("database", "samples")}
    return kept | {"windows": [[end, round(speed)] for end, speed in run.windows()]}


def _line(name: str, one: Mapping[str, Any]) -> str:
    keys = ("client_us", "postgres_us", "kafka_us", "peak_mb")
    texts = ("–" if one[key] is None else f"{one[key]:.1f}" for key in keys)
    client, postgres, kafka, memory = texts
    speeds = f"{one['records_per_s']:>10,}{one['warm_records_per_s']:>9,}"
    return f"{WHAT[name]:<58}{speeds}{client:>10}{postgres:>6}{kafka:>7}{memory:>7}"


def _repeated(every: Mapping[str, Any]) -> list[str]:
    """What a change of owners has made go out twice: allowed, and told."""
    twice = {name: one["repeats"] for name, one in every.items() if one["repeats"]}
    return [
        f"{name}: {count:,} messages went out twice, the same bytes, as partitions changed hands"
        for name, count in twice.items()
    ] + [""] * bool(twice)


def _ratio(one: Mapping[str, Any]) -> str:
    least, most = min(one["rounds"]), max(one["rounds"])
    names = f"{one['of'] + ' / ' + one['to']:<34}"
    return f"{names} {one['ratio']:6.2f}  [{least:.2f} – {most:.2f}]   warm {one['warm']:.2f}"
