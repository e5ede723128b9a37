"""A test build of a program: the service's own code, with short pauses, a crash point, a break.

`python -m faults.build order.main worker` reads from the environment:

- `WAYMARK_FAULTS_CRASH`, `WAYMARK_FAULTS_VISITED`: where it ends, see `faults.points`
- `WAYMARK_FAULTS_BREAK`: what is wrong with it, see `faults.breaks`
"""

import asyncio
import os
import runpy
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

from faults import breaks, points
from faults.seams import put

_PACE: Final = "notifier.domain.webhooks.pace"


def _hurry() -> None:
    """What takes minutes in life takes seconds here, so that a run sees the end of it.

    Before anything else is imported: these are constants that others take by name.
    """
    pauses = tuple(timedelta(seconds=seconds) for seconds in (0.5, 1, 1, 2, 2, *[3] * 9))
    put(f"{_PACE}:PAUSES", pauses)
    put(f"{_PACE}:TIMEOUT", timedelta(seconds=3))
    put(f"{_PACE}:LEASE", timedelta(seconds=8))
    put(f"{_PACE}:_MOST_REST_S", 2)


def _tell_tasks(*_: object) -> None:
    """On SIGUSR1: where every task waits, into the log; for a program that does nothing more."""
    for task in asyncio.tasks._all_tasks:  # type: ignore[attr-defined]  # of every loop
        task.print_stack(file=sys.stdout)


def main(module: str) -> None:
    """Be the program from here on."""
    signal.signal(signal.SIGUSR1, _tell_tasks)
    _hurry()
    crash, broken = (os.environ.get(f"WAYMARK_FAULTS_{name}") for name in ("CRASH", "BREAK"))
    if broken:
        breaks.BREAKS[broken].make()
    if crash:
        points.arm(crash, Path(os.environ["WAYMARK_FAULTS_VISITED"]))
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1])
