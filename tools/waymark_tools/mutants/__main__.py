"""`make mutants`: faults put into the rules one by one. PART=codec takes one part alone."""

import argparse
import os
import shutil
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from waymark_tools.mutants import judging, outcomes, reporting, running, staging
from waymark_tools.mutants.parts import PARTS, Part

_ROOT: Final = Path(__file__).parents[3]
_COPIES: Final = _ROOT / ".waymark" / "mutants"
_FIGURES: Final = _ROOT / "docs" / "figures" / "mutants.json"
_CHILDREN: Final = os.cpu_count() or 1
_LEFT: Final = {outcomes.SURVIVED, outcomes.NO_TESTS, outcomes.UNTESTED}


def main() -> int:
    """Run the parts that are asked for; 1 when tests notice too little of one."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(p.name for p in PARTS))
    parser.add_argument("--left", action="store_true", help="only what survived the last run")
    parser.add_argument("--told", action="store_true", help="run nothing: tell of the last run")
    given = parser.parse_args()
    unknown = set(given.parts) - {part.name for part in PARTS}
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    asked = [part for part in PARTS if not given.parts or part.name in given.parts]
    verdicts = {part.name: _judged(part, left=given.left, told=given.told) for part in asked}
    reporting.write(_FIGURES, verdicts)
    print(reporting.table(verdicts))
    print(reporting.rest(verdicts), end="")
    return 0 if all(verdict.passed for verdict in verdicts.values()) else 1


def _judged(part: Part, *, left: bool, told: bool) -> judging.Verdict:
    folder = _COPIES / part.name
    if not told:
        _run(part, folder, _with(part, folder, _LEFT) if left else ())
    return judging.judge(part.name, outcomes.read(folder, part), judging.explanations())


def _with(part: Part, folder: Path, wanted: Collection[str]) -> Sequence[str]:
    return [mutant.id for mutant in outcomes.read(folder, part) if mutant.outcome in wanted]


def _run(part: Part, folder: Path, again: Sequence[str]) -> None:
    print(f"{part.name}: {len(again) or 'all'} mutants, in {folder.relative_to(_ROOT)}", flush=True)
    if not again:
        shutil.rmtree(folder, ignore_errors=True)
    staging.stage(_ROOT, part, folder)
    began = time.monotonic()
    running.run(folder, again or part.mutants, children=_CHILDREN)
    if slow := _with(part, folder, {outcomes.TIMEOUT}):
        running.run(folder, slow, children=1)  # a busy machine is no test that noticed
    print(f"{part.name}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
