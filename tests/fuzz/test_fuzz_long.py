"""No answer is undocumented and none is an error of ours: for minutes, `make fuzz`.

`SEED` repeats a run; `FUZZ_S` is how long each description is asked.
"""

import os
import secrets
import sys
from pathlib import Path

import pytest
from fuzz.reporting import keep, told
from fuzz.running import fuzzed
from fuzz.targets import TARGETS
from kit.databases import Databases

pytestmark = pytest.mark.fuzz
FOLDER = Path(__file__).parents[2] / ".waymark" / "fuzz"
_MORE_S = 600


def test_every_answer_is_as_described(database: Databases) -> None:
    """Every phase: each limit of each field, chance, and chains of requests along the links."""
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**31))
    seconds = int(os.environ.get("FUZZ_S") or 120)
    reports, failed = [], []
    for target in TARGETS:
        with target.opened(database) as reached:
            budget, within_s = f"--max-time={seconds}", float(seconds + _MORE_S)
            found = fuzzed(target, reached, FOLDER, budget, seed=seed, within_s=within_s)
        reports.append(told(target, found, seed))
        sys.stdout.write(f"\n{reports[-1]}\n")
        if not found.ok:
            failed.append(found.text)

    keep(FOLDER, reports)
    assert not failed, "\n".join(failed)
