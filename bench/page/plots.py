"""The plots of the page, drawn from the kept results. The same results give the same bytes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

OURS: Final = "#b4541f"
OTHERS: Final = "#8a8f98"
_INK: Final = "#30343a"
_COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "projector": "#e0a070",
        "two_projectors": OURS,
        "bare_message": "#b9bec6",
        "two_bare_message": OTHERS,
        "kafka_streams": "#94aecb",
        "kafka_streams_2": "#3f5f88",
    }
)
_IS_OURS: Final = ("projector", "two_projectors", "worker")
_STYLE: Final[Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "waymark",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _INK,
    "text.color": _INK,
}
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bare": "bare loop",
        "bare_our_fold": "bare loop, our fold",
        "bare_message": "bare loop with messages",
        "two_bare_message": "bare loop with messages, 2 processes",
        "projector": "projector",
        "two_projectors": "projector, 2 processes",
        "worker": "whole worker",
        "kafka_streams": "Kafka Streams, 1 thread",
        "kafka_streams_2": "Kafka Streams, 2 threads",
        "quix": "Quix Streams",
        "faust": "Faust",
        "eventsourcing": "eventsourcing, one by one",
    }
)


def draw(name: str, document: Mapping[str, Any], file: Path) -> None:
    """Draw what belongs to a document."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.2, 3.2), layout="constrained")
        _DRAWN[name](figure.add_subplot(), document)
        figure.savefig(file, format="svg", metadata={"Date": None})


def _speeds(axes: Axes, document: Mapping[str, Any]) -> None:
    every = list(document["contestants"].items())[::-1]
    speeds = [one["records_per_s"] for _, one in every]
    colours = [OURS if name in _IS_OURS else OTHERS for name, _ in every]
    bars = axes.barh([NAMES[name] for name, _ in every], speeds, color=colours)
    axes.bar_label(bars, [f"{speed:,}" for speed in speeds], padding=3)
    axes.set_xlabel("records a second")
    axes.margins(x=0.12)


def _windows(axes: Axes, document: Mapping[str, Any]) -> None:
    for run in document["runs"]:
        name = run["name"]
        colour = _COLOURS.get(name, _INK)
        at = [end / 1e6 for end, _ in run["windows"]]
        speeds = [speed / 1e3 for _, speed in run["windows"]]
        width = 2.4 if name in _IS_OURS else 1.4
        axes.plot(at, speeds, marker="o", ms=3, lw=width, color=colour, label=NAMES[name])
    axes.set_xlabel("million records so far")
    axes.set_ylabel("thousand records a second")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, fontsize=8)


def _growth(axes: Axes, document: Mapping[str, Any]) -> None:
    lots = document["lots"]
    at = [one["stored"] / 1e6 for one in lots]
    axes.plot(at, [one["records_per_s"] / 1e3 for one in lots], marker="o", ms=3, color=OURS)
    axes.set_xlabel("million events stored")
    axes.set_ylabel("thousand records a second", color=OURS)
    axes.set_ylim(bottom=0)
    beside = axes.twinx()
    beside.plot(at, [one["mb"] for one in lots], ls="--", color=OTHERS)
    beside.set_ylabel("MB held", color=OTHERS)
    beside.set_ylim(bottom=0)


def _latency(axes: Axes, document: Mapping[str, Any]) -> None:
    shares = document["at_share"]
    for number, (name, colour) in enumerate((("bare", OTHERS), ("projector", OURS))):
        for part, (which, alpha) in enumerate((("p50_ms", 0.55), ("p99_ms", 1.0))):
            at = [place + (2 * number + part) * 0.2 for place in range(len(shares))]
            values = [one[name][which] for one in shares.values()]
            label = f"{NAMES[name]}, {which[:3]}"
            bars = axes.bar(at, values, 0.18, color=colour, alpha=alpha, label=label)
            axes.bar_label(bars, fmt="%.0f", padding=2, fontsize=8)
    labels = [f"{share} of the projector's speed" for share in shares]
    axes.set_xticks([place + 0.3 for place in range(len(shares))], labels)
    axes.set_ylabel("ms from scan to commit")
    axes.legend(frameon=False, fontsize=8)


_DRAWN: Final[Mapping[str, Callable[[Axes, Mapping[str, Any]], None]]] = MappingProxyType(
    {"projector": _speeds, "kafka_streams": _windows, "growth": _growth, "latency": _latency}
)
DRAWN: Final = tuple(_DRAWN)
