"""What a run has found: as a document for machines, and as the text that people read."""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench import contestants, machine
from bench.checks import Expected
from bench.contest import Run
from bench.load import LATE, REPEATED, Size

GOAL: Final = 0.5
_OURS: Final = (contestants.PROJECTOR, contestants.PROJECTORS, contestants.WORKER)
_WHAT: Final = {
    contestants.BARE: "B1, the bare loop; its own fold: the latest status by time",
    contestants.BARE_OUR_FOLD: "B1 with the projector's fold, all of it in memory",
    contestants.BARE_MESSAGE: "B1 and a message a changed shipment, acknowledged before commit",
    contestants.PROJECTOR: "the projector, all of it: what the service runs for the stream",
    contestants.PROJECTORS: "two such processes, each with half of the partitions",
    contestants.WORKER: "the service's whole worker, which keeps what it publishes, too",
}
_NOTES: Final = (
    "Ratios are of medians over rounds; in brackets the lowest and the highest of a round.",
    "Each run begins with its first batch in hand and ends when the log is committed to its end,",
    "the projector's when all statuses are published too. Every run was checked against the log.",
    "The local PostgreSQL runs without fsync: nobody here waits for a disk when committing.",
)


def gathered(
    size: Size, wanted: Expected, runs: Sequence[Run], pieces: Mapping[str, float]
) -> dict[str, Any]:
    """Everything in one document."""
    by_name = {name: [one for one in runs if one.name == name] for name in contestants.NAMES}
    present = {name: found for name, found in by_name.items() if found}
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.described(),
        "load": {
            "records": sum(wanted.ends.values()),
            "facts": wanted.facts,
            "shipments": size.shipments,
            "statuses": wanted.statuses,
            "repeated": REPEATED,
            "late": LATE,
        },
        "contestants": {name: _summed(found) for name, found in present.items()},
        "ratios": _ratios(present),
        "pieces_us": dict(pieces),
        "runs": [_plain(one) for one in runs],
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
        f"{'':<66}{'records/s':>10}{'µs client':>10}{'µs PG':>7}{'MB':>6}",
        *(_line(name, one) for name, one in found["contestants"].items()),
        "",
        *(f"{one['of'] + ' / ' + one['to']:<31} {_ratio(one)}" for one in found["ratios"]),
        "",
        *_repeated(found["contestants"]),
        *(f"{name:<22} {figure:9.2f}" for name, figure in found["pieces_us"].items()),
        "",
        *_NOTES,
    ]
    return "\n".join(lines)


def write(folder: Path, found: Mapping[str, Any]) -> None:
    """Keep a run: the text beside the document."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "projector.json").write_text(json.dumps(found, indent=2) + "\n")
    (folder / "projector.txt").write_text(text(found) + "\n")


def _summed(runs: Sequence[Run]) -> dict[str, Any]:
    return {
        "records_per_s": round(statistics.median(one.speed for one in runs)),
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
    bare = [name for name in present if name.startswith(contestants.BARE)]
    return [_against(of, to, present) for of in ours for to in bare]


def _against(of: str, to: str, present: Mapping[str, Sequence[Run]]) -> dict[str, Any]:
    medians = [statistics.median(one.speed for one in present[name]) for name in (of, to)]
    pairs = zip(present[of], present[to], strict=True)
    by_round = [round(one.speed / other.speed, 3) for one, other in pairs]
    return {"of": of, "to": to, "ratio": round(medians[0] / medians[1], 3), "rounds": by_round}


def _plain(run: Run) -> dict[str, Any]:
    return {name: value for name, value in asdict(run).items() if name != "database"}


def _line(name: str, one: Mapping[str, Any]) -> str:
    figures = (one["client_us"], one["postgres_us"], one["peak_mb"])
    client, postgres, memory = ("–" if figure is None else f"{figure:.1f}" for figure in figures)
    return f"{_WHAT[name]:<66}{one['records_per_s']:>10,}{client:>10}{postgres:>7}{memory:>6}"


def _repeated(every: Mapping[str, Any]) -> list[str]:
    """What a change of owners has made go out twice: allowed, and told."""
    twice = {name: one["repeats"] for name, one in every.items() if one["repeats"]}
    return [
        f"{name}: {count:,} messages went out twice, the same bytes, as partitions changed hands"
        for name, count in twice.items()
    ] + [""] * bool(twice)


def _ratio(one: Mapping[str, Any]) -> str:
    rounds = one["rounds"]
    verdict = ""
    if (one["of"], one["to"]) == (contestants.PROJECTOR, contestants.BARE):
        verdict = f"   goal {GOAL}: {'reached' if one['ratio'] >= GOAL else 'missed'}"
    return f"{one['ratio']:.2f}  [{min(rounds):.2f} – {max(rounds):.2f}]{verdict}"
