"""`python -m faults.oracle <folder>`: a verdict on a run, as JSON; imports nothing of Waymark."""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from faults.oracle.checks import CHECKS, Check
from faults.oracle.figures import figures
from faults.oracle.seen import Seen

_SHOWN: Final = 5


def main(folder: Path) -> dict[str, Any]:
    """Every check with what it found wrong, at most a few sentences each; and the figures."""
    seen = Seen(folder)
    checks = [
        {"check": name, "promise": promise, **_judged(seen, check)}
        for name, (promise, check) in CHECKS.items()
    ]
    return {
        "ok": all(one["ok"] for one in checks),
        "failed": [one["check"] for one in checks if not one["ok"]],
        "checks": checks,
        "figures": figures(seen),
    }


def _judged(seen: Seen, check: Check) -> dict[str, Any]:
    said: Iterator[str] = check(seen)
    shown = list(islice(said, _SHOWN))
    more = sum(1 for _ in said)
    return {"ok": not shown, "wrong": len(shown) + more, "says": shown}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
