"""Starts processes and stops everything it started, in reverse, and nothing else."""

import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.runfile import RunFile


class Supervisor:
    """The processes of one run, by name; `folder` holds their logs and the run's note.

    A context manager: leaving it, by whatever way (Ctrl-C and SIGTERM included), stops all.
    Each child has its own group, so a Ctrl-C at the terminal reaches only us; were we killed,
    Linux kills the children, and the next run in the folder ends what is left elsewhere.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._run = RunFile(folder)
        self._children: dict[str, Child] = {}
        self._restore_signals: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._run.claim()
        self._restore_signals = _handling({signal.SIGTERM: _leave})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._restore_signals()

    def __getitem__(self, name: str) -> Child:
        return self._children[name]

    def start(self, program: Program) -> Child:
        """Start a program under its name; one of that name must not run."""
        former = self._children.pop(program.name, None)
        if former and former.running:
            self._children[program.name] = former
            raise RuntimeError(f"{program.name} already runs as process {former.pid}")
        child = Child.start(program, self.folder / f"{program.name}.log")
        self._children[program.name] = child
        self._note()
        return child

    def terminate(self, name: str) -> None:
        """Stop one cleanly."""
        self._children[name].terminate()
        self._note()

    def kill(self, name: str) -> None:
        """End one as a crash would (kill -9)."""
        self._children[name].kill()
        self._note()

    def restart(self, name: str) -> Child:
        """Start one anew, after stopping it if it runs."""
        self.terminate(name)
        return self.start(self._children[name].program)

    def ended(self) -> list[Child]:
        """What has ended though nobody stopped all: a demo shows these."""
        return [child for child in self._children.values() if not child.running]

    def stop(self) -> None:
        """Stop all that was started, last first. A second Ctrl-C does not interrupt it."""
        restore = _handling({signal.SIGINT: signal.SIG_IGN, signal.SIGTERM: signal.SIG_IGN})
        try:
            for child in reversed(list(self._children.values())):
                child.terminate()
            self._run.release()
        finally:
            restore()

    def _note(self) -> None:
        self._run.note(child.pid for child in self._children.values() if child.running)


def _leave(number: int, _frame: FrameType | None) -> None:
    """SIGTERM ends us like any exit, so that what was opened is closed."""
    raise SystemExit(128 + number)


Handlers = Mapping[signal.Signals, signal.Handlers | Callable[[int, FrameType | None], None]]


def _handling(handlers: Handlers) -> Callable[[], None]:
    """Install signal handlers and answer how to undo it; only the main thread may."""
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return restore
