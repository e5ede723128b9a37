"""How fast the projector is beside others, interleaved in one run.

`python -m bench` runs them on the same broker, database and log, turn by turn, checks what each
wrote, and prints ratios. Only ratios count: machines differ by a factor of two.
"""

import argparse
import json
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import contestants, fold, keeping, load, others, report, topics
from bench.checks import Expected, expected
from bench.contest import Stage, StoppedError, contest
from bench.contestants import Entrant
from bench.measured import Run
from bench.stage import Place, opened

_SHARE: Final = 32
"""How much smaller the log is of those that are slow; a ratio is one of speeds."""


@dataclass(frozen=True)
class Ready:
    """One who runs, where, and on what."""

    entrant: Entrant
    stage: Stage


def main() -> None:
    asked = _asked()
    size = load.Size(asked.events, asked.shipments)
    with ExitStack() as stack:
        place = stack.enter_context(opened("bench"))
        wanted = _filled(place, size)
        entrants = contestants.make(place, asked.only)
        quick, missing = others.make(place, _of(asked.only, slow=False))
        ready = [Ready(one, place.stage(wanted)) for one in (*entrants, *quick)]
        if slow := _of(asked.only, slow=True):
            beside = place.beside("small", [load.STREAM, *load.DIRECTORY, topics.OUTPUT])
            small = _filled(beside, load.Size(size.events // _SHARE, size.shipments // _SHARE))
            found, why = others.make(beside, slow)
            ready += [Ready(one, beside.stage(small)) for one in found]
            missing |= why
        for name, why_not in missing.items():
            _say(f"{name} does not run: {why_not}")
        runs = _rounds(ready, asked.rounds, missing)
    document = report.gathered(size, wanted, runs, missing, fold.measured())
    keeping.write(asked.to, asked.name, document, report.text(document))
    print(json.dumps(document, indent=2) if asked.json else report.text(document))


def _filled(place: Place, size: load.Size) -> Expected:
    _say(f"filling Kafka: {size.each} scans of each of {size.shipments:,} shipments")
    load.fill(place.settings(), size)
    _say("reckoning from the log what everybody must write")
    return expected(place.bootstrap, place.topic(load.STREAM))


def _of(only: list[str], *, slow: bool) -> list[str]:
    return [name for name in others.NAMES if name in only and (name in others.SLOW) == slow]


def _rounds(ready: list[Ready], rounds: int, missing: dict[str, str]) -> list[Run]:
    """Everybody once a round, each round begun by another. A peer that fails is out, and named."""
    runs: list[Run] = []
    for number in range(rounds):
        for turn in range(len(ready)):
            one = ready[(turn + number) % len(ready)]
            name = one.entrant.contestant.name
            if name in missing:
                continue
            try:
                runs.append(_run(one, number))
            except StoppedError as why:
                if name not in others.NAMES:
                    raise
                missing[name] = str(why)
    return [run for run in runs if run.name not in missing]


def _run(one: Ready, number: int) -> Run:
    one.entrant.prepare()
    with contest(one.stage, one.entrant.contestant, number) as run:
        run.repeats = one.entrant.check(run.database, one.stage.wanted)
    again = f", {run.repeats} messages twice, the same bytes" if run.repeats else ""
    _say(f"round {number + 1}: {run.name:<18} {run.speed:>9,.0f} records/s, right{again}")
    return run


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=260_000, help="scans in all")
    parser.add_argument("--shipments", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    usual = (*contestants.USUAL, *others.PYTHON)
    every = (*contestants.NAMES, *others.NAMES)
    parser.add_argument("--only", nargs="+", choices=every, default=usual)
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("--to", type=Path, default=keeping.FOLDER)
    parser.add_argument("--name", default="projector", help="what the results are called")
    return parser.parse_args()


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
