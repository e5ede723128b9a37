"""The note a run leaves of its processes, by which the next run recognises a dead one's remains."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NAME: Final = "run.json"
_START_FIELD: Final = 19  # of /proc/<pid>/stat, counted behind the name in brackets


class StillRunningError(Exception):
    """Another run uses this folder and is alive."""


@dataclass(frozen=True)
class Mark:
    """A process, told from a later one with the same id by when it began."""

    pid: int
    began: str

    @property
    def alive(self) -> bool:
        """Tell whether exactly this process still runs."""
        return began(self.pid) == self.began


def began(pid: int) -> str | None:
    """When a process began, in an arbitrary unit; None when there is none or it is a zombie."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None if Path("/proc/self").exists() else _began_by_ps(pid)
    return None if state == "Z" else rest[_START_FIELD - 1]


def _began_by_ps(pid: int) -> str | None:
    """The same where there is no /proc."""
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() or None


class RunFile:
    """`run.json` of a folder: who runs it, and what it started."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def claim(self) -> None:
        """Take the folder; end what a dead run left there, refuse when its run is alive."""
        owner, *children = self._read()
        if owner and owner.alive:
            raise StillRunningError(
                f"{self._path.parent} is in use by process {owner.pid}, which still runs; "
                "stop it first (Ctrl-C where it was started)"
            )
        for child in children:
            if child and child.alive:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                _await_end(child)
        self.note([])

    def note(self, pids: Iterable[int]) -> None:
        """Write down ourselves and the children that run."""
        marks = [(pid, began(pid)) for pid in (os.getpid(), *pids)]
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps([mark for mark in marks if mark[1] is not None]))
        part.replace(self._path)

    def release(self) -> None:
        """Give the folder back."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> list[Mark | None]:
        """What the last run noted: itself first; a broken note counts as none."""
        try:
            return [Mark(int(pid), str(when)) for pid, when in json.loads(self._path.read_text())]
        except (OSError, ValueError, TypeError):
            return [None]


def _await_end(mark: Mark, within_s: float = 5.0) -> None:
    """Wait until a killed process is gone, so that its port is free."""
    deadline = time.monotonic() + within_s
    while mark.alive and time.monotonic() < deadline:
        time.sleep(0.02)
