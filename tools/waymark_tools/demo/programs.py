"""The services' programs as processes: migrated, started, waited for, killed and started again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

import httpx
from waymark_events.topics import Service

from waymark_tools.demo.wiring import Wiring
from waymark_tools.stack.children import Program
from waymark_tools.stack.ports import HOST
from waymark_tools.stack.supervisor import Supervisor
from waymark_tools.stack.waiting import wait_until

_KINDS: Final = ("web", "worker")
_READY_WITHIN_S: Final = 90.0
_AT_ONCE: Final = max(2, os.cpu_count() or 2)


class CommandFailedError(Exception):
    """A service's own command ended with an error."""


class Programs:
    """The eight programs of a run under one supervisor."""

    def __init__(self, supervisor: Supervisor, wiring: Wiring) -> None:
        self._supervisor = supervisor
        self._wiring = wiring
        self._asking = httpx.Client(timeout=4.0, trust_env=False)

    def close(self) -> None:
        """Give the connections back; the programs are the supervisor's to stop."""
        self._asking.close()

    def migrate(self) -> None:
        """Bring the four databases up to date."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(lambda service: self.command(service, "migrate"), Service):
                pass

    def start(self) -> None:
        """Start all, without waiting."""
        for service in Service:
            for kind in _KINDS:
                self._supervisor.start(self._program(service, kind))

    def kill(self, service: Service) -> None:
        """End both programs of a service as a crash would, and start them again."""
        for kind in _KINDS:
            self._supervisor.kill(_name(service, kind))
        for kind in _KINDS:
            self._supervisor.start(self._program(service, kind))

    def wait_ready(self) -> None:
        """Return once every program says that it is ready; an ended one is an error."""
        wait_until(
            lambda: not any(True for _ in self.troubles()),
            within_s=_READY_WITHIN_S,
            otherwise=lambda: "not ready in time:\n" + "\n".join(self.troubles()),
        )

    def troubles(self) -> Iterator[str]:
        """What keeps programs from being ready, one sentence each."""
        for service in Service:
            for kind in _KINDS:
                self._require_running(_name(service, kind))
                trouble = self._trouble(service, kind)
                if trouble:
                    yield f"{_name(service, kind)}: {trouble}"

    def command(self, service: Service, *arguments: str, told: str | None = None) -> str:
        """Run a command of a service; its output. `told` goes to its standard input."""
        done = subprocess.run(
            [sys.executable, "-m", f"{service}.main", *arguments],
            env=os.environ | self._wiring.environment(service),
            input=told,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandFailedError(
                f"{service} {arguments[0]} ended with {done.returncode}:\n{done.stderr.strip()}"
            )
        return done.stdout

    def answer(
        self, service: Service, arguments: Sequence[str], told: str | None = None
    ) -> dict[str, str]:
        """Run a command that answers in JSON."""
        found: dict[str, str] = json.loads(self.command(service, *arguments, "--json", told=told))
        return found

    def _program(self, service: Service, kind: str) -> Program:
        return Program(
            name=_name(service, kind),
            argv=[sys.executable, "-m", f"{service}.main", kind],
            env=self._wiring.environment(service),
        )

    def _require_running(self, name: str) -> None:
        child = self._supervisor[name]
        if not child.running:
            raise RuntimeError(f"{name} ended by itself; {child.log}:\n{child.last_words()}")

    def _trouble(self, service: Service, kind: str) -> str | None:
        ports = self._wiring.ports.web if kind == "web" else self._wiring.ports.health
        with suppress(httpx.HTTPError):
            answer = self._asking.get(f"http://{HOST}:{ports[service]}/ready")
            return None if answer.status_code == httpx.codes.OK else answer.text
        return "does not answer yet"


def _name(service: Service, kind: str) -> str:
    return f"{service}-{kind}"
