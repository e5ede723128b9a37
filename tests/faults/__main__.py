"""Faults: what Waymark promises, held against what is done to it.

`python -m faults smoke | full | crashes | broken | play <plan>`; `--seed` draws another plan.
"""

import argparse
import json
import logging
import shutil
import sys
import time
from pathlib import Path
from typing import Final

from faults import plan as plans
from faults.plan import Plan
from faults.running import run
from waymark_tools.stack.temporary import in_memory, temporary_folder

_KEPT: Final = Path(".waymark/faults")


def main() -> int:
    """Run a tier; 0 when every promise held."""
    given = _asked()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # its broker is killed, it knows
    plan = Plan.load(given.plan) if given.plan else _smoke(given)
    _say(f"seed {plan.seed}: {plan.shipments:,} shipments, {len(plan.entries)} faults")
    with temporary_folder(in_memory()) as folder:
        outcome = run(plan, folder, _say)
        _keep(folder, plan.seed)
    print(json.dumps(outcome, indent=None if given.json else 1))
    return 0 if outcome["ok"] else 1


def _smoke(given: argparse.Namespace) -> Plan:
    seed = given.seed if given.seed is not None else int(time.time())
    usual = plans.usual(smoke=True)
    return plans.draw(seed, given.shipments, given.lasts, among=usual, least=given.faults)


def _keep(folder: Path, seed: int) -> None:
    """What an engineer reads when a promise was broken: plan, notes, logs, dumps."""
    kept = _KEPT / str(seed)
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    for one in [*folder.glob("*.json"), *folder.glob("*.jsonl"), *folder.glob("*.log")]:
        shutil.copy(one, kept)
    for name in ("topics", "rows"):
        shutil.copytree(folder / name, kept / name)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("tier", choices=("smoke",))
    parser.add_argument("--seed", type=int)
    parser.add_argument("--plan", type=Path, help="a plan that was saved")
    parser.add_argument("--shipments", type=int, default=2_000)
    parser.add_argument("--lasts", type=float, default=60.0, help="seconds of load")
    parser.add_argument("--faults", type=int, default=12, help="so many at least")
    parser.add_argument("--json", action="store_true", help="one line")
    return parser.parse_args()


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
