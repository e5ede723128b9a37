"""Whether the projector stays as fast, and as small, while what it has stored grows.

`python -m bench.growth` lets it fold one long log from nothing. Parcels come and go there in lots
of 20,000 and about 262,000 records: lots are alike, so their speeds can be compared.
"""

import argparse
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from bench import contestants, keeping, load
from bench.checks import expected
from bench.contest import contest
from bench.contestants import PROJECTOR
from bench.measured import Run
from bench.stage import opened

_EACH: Final = 13
_FIRST: Final = 2
"""Lots among which the fastest is what the last is held against: the very first begins cold."""


def main() -> None:
    asked = _asked()
    lots = max(asked.events // (load.AT_ONCE * _EACH), _FIRST + 1)
    size = load.Size(lots * load.AT_ONCE * _EACH, lots * load.AT_ONCE)
    with opened("bench-growth") as place:
        load.fill(place.settings(), size)
        wanted = expected(place.bootstrap, place.topic(load.STREAM))
        (entrant,) = contestants.make(place, [PROJECTOR])
        with contest(place.stage(wanted), entrant.contestant, 0) as run:
            entrant.check(run.database, wanted)
    document = keeping.stamped(gathered(run, lots))
    keeping.write(asked.to, "growth", document, text(document))
    print(text(document))


def gathered(run: Run, lots: int) -> dict[str, Any]:
    """Speed and memory by lot; the ratio is the last lot's speed to the better of the first two."""
    ends = [run.records * number // lots for number in range(lots + 1)]
    by_lot = [_lot(run, first, last) for first, last in pairwise(ends)]
    best = max(one["records_per_s"] for one in by_lot[:_FIRST])
    return {
        "records": run.records,
        "lots": by_lot,
        "ratio": round(by_lot[-1]["records_per_s"] / best, 3),
        "memory_ratio": round(by_lot[-1]["mb"] / max(by_lot[1]["mb"], 1), 3),
        "peak_mb": run.peak_mb,
    }


def _lot(run: Run, first: int, last: int) -> dict[str, Any]:
    held = [one.mb or 0.0 for one in run.samples if first <= one.records < last]
    speed = round(run.between(first, last))
    return {"stored": last, "records_per_s": speed, "mb": round(max(held, default=0.0), 1)}


def text(document: dict[str, Any]) -> str:
    """The document as people read it."""
    return "\n".join(
        [
            f"{document['at']}, {document['machine']}",
            f"{document['records']:,} records folded by one projector, from nothing",
            "",
            f"{'stored':>12}{'records/s':>12}{'MB':>8}",
            *(
                f"{one['stored']:>12,}{one['records_per_s']:>12,}{one['mb']:>8.0f}"
                for one in document["lots"]
            ),
            "",
            f"speed, the last lot / the better of the first two: {document['ratio']:.2f}",
            f"memory, the last lot / the second: {document['memory_ratio']:.2f}",
        ]
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--events", type=int, default=10_400_000, help="scans in all")
    parser.add_argument("--to", type=Path, default=keeping.FOLDER)
    return parser.parse_args()


if __name__ == "__main__":
    main()
