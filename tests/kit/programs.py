"""Programs of the services as processes of a test, forked from one that has imported them.

A program imports for most of a second before it does anything, and the tests start dozens. To
import does nothing (habit 9), so a fork after it is the program as `python -m` begins it. That it
begins by `python -m` too is shown by `make smoke`, which starts every program so.
"""

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from kit.waiting import eventually

_LOADED: Final = ("carrier_ingest.main", "notifier.main", "order.main", "projection.main")
_ANSWER_WITHIN_S: Final = 2.0
_READY_WITHIN_S: Final = 40.0
_LAST_WORDS: Final = 3_000


class Program:
    """A program that was started; what it prints is appended to `log`, where one is given."""

    def __init__(
        self,
        module: str,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.name = " ".join((module, *arguments))
        self._log = log
        given = (module, arguments, dict(os.environ) | dict(environment or {}), log)
        self._process = _forks().Process(target=_become, args=given, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._process.exitcode

    def wait_for(self, url: str, within_s: float = _READY_WITHIN_S) -> None:
        """Return once it says 200 there; RuntimeError, with its last words, when it ended."""
        eventually(lambda: self._answers(url), within_s=within_s)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; a program that has ended is left alone."""
        if self.returncode is None:
            with suppress(ProcessLookupError):  # it ended, and who forked it has not said so yet
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Tell it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would."""
        self.send_signal(signal.SIGKILL)

    def wait(self, within_s: float | None = None) -> int:
        """Its exit code once it has ended; TimeoutError when it does not."""
        self._process.join(within_s)
        if self.returncode is None:
            raise TimeoutError(f"{self.name} has not ended within {within_s} s")
        return self.returncode

    def _answers(self, url: str) -> bool:
        if self.returncode is not None:
            words = self._log.read_text()[-_LAST_WORDS:] if self._log else ""
            raise RuntimeError(f"{self.name} ended with {self.returncode}\n{words}")
        with suppress(OSError, HTTPException):
            status, text = _ask(url)
            assert status == 200, f"{self.name}: {status} {text}"
            return True
        return False


def _ask(url: str) -> tuple[int, str]:
    """Status and text. Loads no certificates, as a client of httpx would twenty times a second."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.netloc, timeout=_ANSWER_WITHIN_S)) as connection:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def _forks() -> ForkServerContext:
    """The process that programs are forked from, one for each process of tests."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED))
    return context


def _become(
    module: str, arguments: tuple[str, ...], environment: Mapping[str, str], log: Path | None
) -> None:
    """Be `python -m module arguments` from here on."""
    if log is not None:
        with log.open("ab") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.modules.pop(module, None)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
