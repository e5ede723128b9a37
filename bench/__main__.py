"""How fast the projector is, against the bare exactly-once loop, interleaved in one run.

`python -m bench` runs both on the same broker, database and log, turn by turn, checks what each
wrote, and prints ratios. Only ratios count: machines differ by a factor of two.
"""

import argparse
import json
import sys
import time
import uuid
from contextlib import ExitStack
from pathlib import Path

from bench import contestants, fold, load, report
from bench.checks import Expected, expected
from bench.contest import Run, Stage, contest
from bench.stage import opened


def main() -> None:
    asked = _asked()
    size = load.Size(asked.events, asked.shipments)
    with ExitStack() as stack:
        place = stack.enter_context(opened(_prefix()))
        _say(f"filling Kafka: {size.each} scans of each of {size.shipments:,} shipments")
        load.fill(place.settings(), size)
        _say("reckoning from the log what everybody must write")
        wanted = expected(place.bootstrap, place.topic(load.STREAM))
        stage = place.stage(wanted.ends, wanted.statuses)
        runs = _rounds(stage, wanted, contestants.make(place, asked.only), asked.rounds)
    found = report.gathered(size, wanted, runs, fold.measured())
    report.write(asked.to, found)
    print(json.dumps(found, indent=2) if asked.json else report.text(found))


def _rounds(
    stage: Stage, wanted: Expected, ready: list[contestants.Entrant], rounds: int
) -> list[Run]:
    """Everybody once a round, each round begun by another."""
    runs = []
    for number in range(rounds):
        for turn in range(len(ready)):
            entrant = ready[(turn + number) % len(ready)]
            entrant.prepare()
            with contest(stage, entrant.contestant, number) as run:
                run.repeats = entrant.check(run.database, wanted)
            again = f", {run.repeats} messages twice, the same bytes" if run.repeats else ""
            _say(f"round {number + 1}: {run.name:<18} {run.speed:>9,.0f} records/s, right{again}")
            runs.append(run)
    return runs


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=260_000, help="scans in all")
    parser.add_argument("--shipments", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=contestants.NAMES, default=contestants.USUAL)
    parser.add_argument(
        "--all",
        action="store_const",
        dest="only",
        const=contestants.NAMES,
        help="two projectors and the whole worker, too",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "results")
    return parser.parse_args()


def _prefix() -> str:
    return f"bench-{uuid.uuid4().hex[:8]}."


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
