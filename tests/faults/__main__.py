"""Faults: what Waymark promises, held against what is done to it.

`python -m faults smoke | crashes | broken | full`; `--seed` draws another plan, `--plan` plays one
again. What a run left behind stays in `.waymark/faults/` when a promise was broken.
"""

import argparse
import json
import logging
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from faults import needs, report, tiers
from faults.notes import Json
from faults.plan import Plan
from faults.running import run
from faults.tiers import Wanted
from waymark_tools.stack.temporary import in_memory, temporary_folder

_KEPT: Final = Path(".waymark/faults")


def main() -> int:
    """Run a tier; 0 when every promise held and every broken build was found."""
    given = _asked()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # its broker is killed, it knows
    shutil.rmtree(_KEPT, ignore_errors=True)
    plans = list(_wanted(given))
    lacks = needs.missing(need for one in plans for need in one.plan.needs)
    if lacks:
        raise SystemExit("this machine lacks " + "; ".join(lacks))
    outcomes = [_one(wanted) for wanted in plans]
    print(json.dumps(outcomes) if given.json else report.text(outcomes))
    if given.out:
        report.write(given.out, outcomes, _machine())
    return 0 if all(one["as_expected"] for one in outcomes) else 1


def _one(wanted: Wanted) -> Json:
    plan = wanted.plan
    _say(f"{wanted.name}: {plan.shipments:,} shipments, {len(plan.entries)} faults")
    with temporary_folder(in_memory()) as folder:
        try:
            outcome = run(plan, folder, _say)
        except BaseException as fault:
            _keep(folder, wanted.name)
            if not isinstance(fault, Exception):
                raise
            logging.getLogger(__name__).exception("%s was not carried out", wanted.name)
            outcome = report.not_carried_out(plan.seed, fault)
        as_expected = _is_expected(wanted, outcome)
        if not as_expected:
            _keep(folder, wanted.name)
    must_fail = sorted(wanted.must_fail)
    told = {"name": wanted.name, "must_fail": must_fail, "as_expected": as_expected}
    _say(f"{wanted.name}: {report.verdict(outcome | told)}, {outcome['seconds']} s")
    return told | outcome


def _is_expected(wanted: Wanted, outcome: Json) -> bool:
    if wanted.must_fail:
        return bool(wanted.must_fail & set(outcome["failed"]))
    unvisited = wanted.visits_all and outcome["figures"]["not_visited"]
    return outcome["ok"] and not unvisited


def _wanted(given: argparse.Namespace) -> Iterator[Wanted]:
    if given.plan:
        yield Wanted(str(given.plan), Plan.load(given.plan))
    elif given.tier == "smoke":
        seed = given.seed if given.seed is not None else int(time.time())
        yield tiers.smoke(seed, given.shipments, given.lasts, given.faults)
    elif given.tier == "crashes":
        yield tiers.crashes()
    elif given.tier == "broken":
        yield from tiers.broken(given.only)
    else:
        yield from tiers.full()


def _keep(folder: Path, name: str) -> None:
    """What an engineer reads when a promise was broken: plan, notes, logs, dumps."""
    kept = _KEPT / name.replace(" ", "-").replace("/", "-")
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    for one in [*folder.glob("*.json"), *folder.glob("*.jsonl"), *folder.glob("*.log")]:
        shutil.copy(one, kept)
    for part in ("topics", "rows"):
        if (folder / part).exists():
            shutil.copytree(folder / part, kept / part)
    _say(f"plan, notes, logs and what was there: {kept}")


def _machine() -> Json:
    return {"cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}"}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("tier", choices=("smoke", "crashes", "broken", "full"))
    parser.add_argument("--seed", type=int, help="of the smoke tier; the clock's without one")
    parser.add_argument("--plan", type=Path, help="a plan that was saved, instead of a tier's")
    parser.add_argument("--shipments", type=int, default=1_000, help="of the smoke tier")
    parser.add_argument("--lasts", type=float, default=60.0, help="seconds of load")
    parser.add_argument("--faults", type=int, default=12, help="so many at least")
    parser.add_argument("--only", nargs="*", default=(), help="these broken builds")
    parser.add_argument("--out", type=Path, help="a file for the figures")
    parser.add_argument("--json", action="store_true", help="everything, on one line")
    return parser.parse_args()


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
