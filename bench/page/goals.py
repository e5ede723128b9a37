"""The goals, and what the kept results say of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Found = Mapping[str, Any]
"""The documents of bench/results by name; those that were not made are absent."""


@dataclass(frozen=True)
class Goal:
    """`measure` may raise KeyError: then it was not measured. At least, or at most, `wanted`."""

    id: str
    what: str
    measure: Callable[[Found], float | None]
    wanted: float
    at_most: bool = False
    unit: str = ""

    def row(self, found: Found) -> str:
        """A row of the page's table."""
        sign = "≤" if self.at_most else "≥"
        goal = f"{sign} {self.wanted:g}{self.unit}"
        try:
            value = self.measure(found)
        except (KeyError, IndexError, StopIteration):
            value = None
        if value is None:
            return f"| {self.id} | {self.what} | {goal} | not measured | |"
        reached = value <= self.wanted if self.at_most else value >= self.wanted
        off = value / self.wanted if self.at_most else self.wanted / value
        verdict = "reached" if reached else f"missed by a factor of {off:.1f}"
        shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
        return f"| {self.id} | {self.what} | {goal} | {shown}{self.unit} | {verdict} |"


def _ratio(name: str, of: str, to: str, which: str = "ratio") -> Callable[[Found], float]:
    def measure(found: Found) -> float:
        pairs = found[name]["ratios"]
        return float(next(one[which] for one in pairs if (one["of"], one["to"]) == (of, to)))

    return measure


def _at(*path: str) -> Callable[[Found], float | None]:
    def measure(found: Found) -> float | None:
        value: Any = found
        for name in path:
            value = value[name]
        return None if value is None else float(value)

    return measure


def _cold(found: Found) -> float:
    """Within the first tenth of the log: nothing is compiled yet."""
    first = {run["name"]: run["windows"][0][1] for run in found["kafka_streams"]["runs"]}
    return float(first["two_projectors"] / first["kafka_streams_2"])


def _memory(found: Found) -> float:
    held = {name: one["peak_mb"] for name, one in found["kafka_streams"]["contestants"].items()}
    return float(held["two_projectors"] / held["kafka_streams_2"])


def _p99(found: Found) -> float:
    shipment = found["web"]["shipment"]
    return float(shipment["ours"]["p99_ms"] / shipment["bare"]["p99_ms"])


_JVM: Final = ("kafka_streams", "two_projectors", "kafka_streams_2")
_TWO: Final = "two processes / Kafka Streams with two threads"
GOALS: Final = (
    Goal("G1", "projector / bare loop", _ratio("projector", "projector", "bare"), 0.70),
    Goal("G2", f"{_TWO}, warm", _ratio(*_JVM, "warm"), 0.80),
    Goal("G2", f"{_TWO}, the first tenth, cold", _cold, 1.3),
    Goal("G2", f"{_TWO}, memory", _memory, 0.3, at_most=True),
    Goal("G3", "projector / Quix Streams", _ratio("projector", "projector", "quix"), 1.0),
    Goal("G3", "projector / Faust", _ratio("projector", "projector", "faust"), 10),
    Goal(
        "G3",
        "projector / eventsourcing, one by one",
        _ratio("projector", "projector", "eventsourcing"),
        50,
    ),
    Goal("G6", "two processes / one", _ratio("projector", "two_projectors", "projector"), 1.5),
    Goal("G7", "speed with all stored / at the beginning", _at("growth", "ratio"), 0.85),
    Goal("G8", "rebuild / COPY of the same rows", _at("rebuild", "ratio"), 1.5, at_most=True),
    Goal("G8", "memory of a rebuild", _at("rebuild", "peak_mb"), 300, at_most=True, unit=" MB"),
    Goal("G9", "GET a shipment / bare FastAPI", _at("web", "shipment", "ratio"), 2.5),
    Goal("G9", "its p99 / bare FastAPI's", _p99, 1.0, at_most=True),
    Goal("G10", "a carrier's push / bare FastAPI", _at("web", "webhook", "ratio"), 1.2),
    Goal("G11", "live streams in a process", _at("web", "streams", "rest", "streams"), 9_000),
    Goal(
        "G11",
        "memory of a stream at rest",
        _at("web", "streams", "rest", "kib_each"),
        16,
        at_most=True,
        unit=" KiB",
    ),
    Goal(
        "G12",
        "p99 from scan to commit / bare loop's, at a quarter",
        _at("latency", "at_share", "25%", "ratio"),
        1.5,
        at_most=True,
    ),
    Goal(
        "G12",
        "the same at a half",
        _at("latency", "at_share", "50%", "ratio"),
        1.5,
        at_most=True,
    ),
    Goal(
        "G13",
        "Python CPU per event",
        _at("projector", "contestants", "projector", "client_us"),
        35,
        at_most=True,
        unit=" µs",
    ),
    Goal(
        "G14",
        "a moving parcel in memory, after 13 scans",
        _at("memory", "bytes_by_scans", "13"),
        600,
        at_most=True,
        unit=" bytes",
    ),
    Goal(
        "G14",
        "memory at the end / at the beginning of a long replay",
        _at("growth", "memory_ratio"),
        1.1,
        at_most=True,
    ),
)
"""G4 and G5 have no number; of G10 a carrier's file is not measured, for there is none yet."""


def table(found: Found) -> str:
    """All goals as Markdown."""
    head = ["| | what | goal | measured | |", "|---|---|---|---|---|"]
    return "\n".join([*head, *(goal.row(found) for goal in GOALS)])
