"""One supervised process: its own group, its own log, and it dies when its parent dies."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

_PR_SET_PDEATHSIG: Final = 1
_TAIL_LINES: Final = 20


@dataclass(frozen=True)
class Program:
    """What to run. `env` is added to our own environment; `user` is who it runs as."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 10.0


class Child:
    """A started program. Its group is its pid, so a signal reaches what it started too."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes], log: Path) -> None:
        self.program = program
        self.log = log
        self._process = process

    @classmethod
    def start(cls, program: Program, log: Path) -> Self:
        """Start it, its output appended to `log`.

        Call from a thread that outlives the child: Linux ties "the parent died" to that thread.
        """
        with log.open("ab") as output:
            process = subprocess.Popen(
                list(program.argv),
                env={**os.environ, **program.env},
                cwd=program.folder,
                user=program.user,
                group=None,
                extra_groups=[] if program.user else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=_DIE_WITH_PARENT,  # noqa: PLW1509 - one system call, bound beforehand
            )
        return cls(program, process, log)

    @property
    def pid(self) -> int:
        """Its process id, which is its group's id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._process.poll()

    @property
    def running(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.exit_code is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group; a group that is gone is left alone."""
        if self.running:
            os.killpg(self.pid, number)

    def terminate(self) -> None:
        """Ask it to stop, and end it by force after its grace."""
        self.signal(self.program.stop_signal)
        try:
            self._process.wait(self.program.grace_s)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it as a crash would: SIGKILL to the group, no clean-up."""
        self.signal(signal.SIGKILL)
        self._process.wait()

    def last_words(self) -> str:
        """The end of its log, for a message that says why it is not there."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-_TAIL_LINES:])


def _death_pact() -> Callable[[], None] | None:
    """What a child does before it becomes its program; None where there is no such call."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def die_with_parent() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))

    return die_with_parent


_DIE_WITH_PARENT: Final = _death_pact()
