"""Writes the figures of docs/performance.md: `python -m bench.page`, from bench/results.

Between the page's two marks stands what is written here: the table of goals, the texts of the
results, and links to the plots beside them.
"""

import argparse
from pathlib import Path
from typing import Any, Final

from bench import keeping
from bench.page import goals, plots

_ROOT: Final = Path(__file__).parents[2]
_PAGE: Final = _ROOT / "docs" / "performance.md"
_PLOTS: Final = Path("figures") / "performance"
_BEGIN: Final = "<!-- what follows is written by make bench-plots -->"
_TITLES: Final = {
    "projector": "The projector beside others",
    "kafka_streams": "Kafka Streams, warm and cold",
    "latency": "From scan to commit",
    "web": "HTTP",
    "normaliser": "From carriers' bytes to facts",
    "growth": "Growth",
    "rebuild": "Rebuild",
    "memory": "Memory of a moving parcel",
}


def main() -> None:
    asked = _asked()
    found = _results(asked.results)
    words, mark, _ = asked.page.read_text().partition(_BEGIN)
    if not mark:
        raise SystemExit(f"{asked.page} has no line {_BEGIN}")
    folder = asked.page.parent / _PLOTS
    folder.mkdir(parents=True, exist_ok=True)
    parts = [words + mark, "## Goals", goals.table(found), *_missing(found)]
    for name, document in found.items():
        parts += [f"## {_TITLES[name]}", *_noise(document)]
        if name in plots.DRAWN:
            plots.draw(name, document, folder / f"{name}.svg")
            parts.append(f"![{_TITLES[name]}]({_PLOTS / name}.svg)")
        text = (asked.results / f"{name}.txt").read_text().rstrip()
        parts.append(f"```\n{text}\n```")
    asked.page.write_text("\n\n".join(parts) + "\n")


def _results(folder: Path) -> dict[str, Any]:
    """In the order of the page."""
    kept = keeping.kept(folder)
    return {name: kept[name] for name in _TITLES if name in kept}


def _missing(found: dict[str, Any]) -> list[str]:
    absent = [_TITLES[name] for name in _TITLES if name not in found]
    return [f"Not measured yet: {', '.join(absent)}."] if absent else []


def _noise(document: dict[str, Any]) -> list[str]:
    """Whoever marked a run as noisy has a reason."""
    return [f"*{document['note']}*"] if "note" in document else []


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("--results", type=Path, default=keeping.FOLDER)
    parser.add_argument("--page", type=Path, default=_PAGE)
    return parser.parse_args()


if __name__ == "__main__":
    main()
