"""One broker and one database for a whole test run, whichever worker needs them first."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from waymark_tools.stack.runfile import began
from waymark_tools.stack.servers import Servers, given
from waymark_tools.stack.waiting import wait_until

_READY_WITHIN_S: Final = 180.0  # cold: jars or images are fetched
_STOPPED_WITHIN_S: Final = 30.0


class SharedStack:
    """The run's servers, held by a keeper process that ends with the run's controller.

    `folder` belongs to the run and is the same for all its workers.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = folder / "stack.lock"
        self._ready = folder / "stack.json"
        self._pid = folder / "stack.pid"
        self._log = folder / "stack.log"

    def servers(self, controller: int) -> Servers:
        """Where they answer; started by the first to ask. Fails, never skips, without them."""
        named = given()
        if named:
            return named
        with self._alone():
            if not self._ready.exists():
                self._start(controller)
        words = json.loads(self._ready.read_text())
        if "error" in words:
            raise RuntimeError(f"no broker and database to test with: {words['error']}")
        return Servers(**words)

    def stop(self) -> None:
        """End the keeper, if there is one, and wait for it."""
        if not self._pid.exists():
            return
        pid = int(self._pid.read_text())
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        wait_until(
            lambda: began(pid) is None,
            within_s=_STOPPED_WITHIN_S,
            otherwise=lambda: f"the test servers' keeper {pid} does not stop; see {self._log}",
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One worker at a time."""
        with self._lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _start(self, controller: int) -> None:
        arguments = ("--ready", str(self._ready), "--while", str(controller))
        with self._log.open("wb") as log:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "waymark_tools.stack", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._pid.write_text(str(keeper.pid))
        wait_until(
            lambda: self._ready.exists() or keeper.poll() is not None,
            within_s=_READY_WITHIN_S,
            otherwise=lambda: f"no broker and database in time:\n{self._log.read_text()}",
        )
        if not self._ready.exists():
            raise RuntimeError(f"no broker and database to test with:\n{self._log.read_text()}")
        keeper.returncode = (
            0  # it is the run's, not this worker's: no warning when it is left alone
        )
