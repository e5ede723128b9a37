"""The services' programs of a run: started, killed, frozen, ended, more of them and fewer."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from signal import SIGCONT, SIGSTOP, SIGTERM
from types import MappingProxyType
from typing import Final

import httpx
from faults.notes import Notes
from msgspec import Struct
from waymark_events.topics import Service
from waymark_tools.stack.children import Program
from waymark_tools.stack.ports import HOST, free_ports
from waymark_tools.stack.supervisor import Supervisor
from waymark_tools.stack.waiting import wait_until

KINDS: Final = ("web", "worker")
_TESTS: Final = Path(__file__).parents[1]
_READY_WITHIN_S: Final = 90.0


class Member(Struct, frozen=True):
    """A process: which program, and the how manieth of its kind."""

    service: Service
    kind: str
    instance: int = 0

    @property
    def name(self) -> str:
        """As its log is called."""
        return f"{self.service}-{self.kind}-{self.instance}"


class Fleet:
    """All processes. `environment` gives the variables of a service's programs."""

    def __init__(
        self,
        supervisor: Supervisor,
        environment: Mapping[Service, Mapping[str, str]],
        folder: Path,
        broken: Mapping[str, str],
    ) -> None:
        self._supervisor = supervisor
        self._environment = environment
        self._folder = folder
        self._broken = broken
        self._health: dict[Member, int] = {}
        self._wanted: set[Member] = set()
        self._turn = threading.RLock()
        self._notes = Notes(folder / "ended.jsonl")
        self._http = httpx.Client(timeout=3.0, trust_env=False)

    def command(self, service: Service, *arguments: str, told: str | None = None) -> str:
        """Run a service's command; its output. RuntimeError with its last words when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", f"{service}.main", *arguments],
            env={**os.environ, **self._environment[service], **self._ports(free_ports(1)[0])},
            input=told,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{service} {' '.join(arguments)}: {done.stderr[-2000:]}")
        return done.stdout

    def start_all(self) -> None:
        """Start one of each, without waiting."""
        for service in Service:
            for kind in KINDS:
                self.start(Member(service, kind))

    def start(
        self,
        member: Member,
        crash: str | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Start a process; `crash` names the point where it will end, `more` its own variables."""
        with self._turn:
            self._start(member, crash, more)
            if crash is None:
                self._wanted.add(member)

    def keep(self) -> None:
        """Start again what ended by itself, as every supervisor of processes does; noted.

        From the main thread alone: a child dies with the thread that started it.
        """
        with self._turn:
            for member in self._wanted:
                if self.ended(member):
                    words = self._supervisor[member.name].last_words()
                    self._notes.write({"ended": member.name, "words": words[-600:]})
                    self._start(member)

    def _start(
        self,
        member: Member,
        crash: str | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        port = self._health.setdefault(member, free_ports(1)[0])
        variables = dict(self._environment[member.service])
        prefix = f"WAYMARK_{member.service.upper()}"
        variables |= {
            f"{prefix}_HEALTH_PORT": str(port),
            f"{prefix}_INSTANCE": str(member.instance),
        }
        variables |= {"PYTHONPATH": str(_TESTS), "PYTHONUNBUFFERED": "1"}
        variables["WAYMARK_FAULTS_VISITED"] = str(self._folder / "crashes.jsonl")
        broken = self._broken.get(f"{member.service}-{member.kind}")
        build = {"CRASH": crash, "BREAK": broken}
        variables |= {f"WAYMARK_FAULTS_{name}": text for name, text in build.items() if text}
        variables |= more
        argv = [sys.executable, "-m", "faults.build", f"{member.service}.main", member.kind]
        self._supervisor.start(Program(member.name, argv, variables, grace_s=10.0))

    def kill(self, member: Member) -> None:
        """End it as a crash would."""
        with self._turn:
            self._wanted.discard(member)
            self._supervisor.kill(member.name)

    def terminate(self, member: Member) -> None:
        """SIGTERM; SIGKILL after ten seconds."""
        with self._turn:
            self._wanted.discard(member)
        self._supervisor.terminate(member.name)

    def freeze(self, member: Member) -> None:
        """SIGSTOP."""
        self._supervisor[member.name].signal(SIGSTOP)

    def thaw(self, member: Member) -> None:
        """SIGCONT."""
        self._supervisor[member.name].signal(SIGCONT)

    def stop(self) -> None:
        """End all programs, while what they need is still there."""
        with self._turn:
            self._wanted.clear()
        for member in self._health:
            self._supervisor[member.name].signal(SIGTERM)
        for member in self._health:
            self._supervisor.terminate(member.name)

    def ended(self, member: Member) -> bool:
        """Whether it does not run any more."""
        return not self._supervisor[member.name].running

    def wait_ready(self, *members: Member, within_s: float = _READY_WITHIN_S) -> float:
        """Return once they say that they are ready; how many seconds that took."""
        began = time.monotonic()
        wait_until(
            lambda: all(self._trouble(one) is None for one in members),
            within_s=within_s,
            otherwise=lambda: "; ".join(f"{one.name}: {self._trouble(one)}" for one in members),
        )
        return time.monotonic() - began

    def all_members(self) -> list[Member]:
        """One of each, as a run has them."""
        return [Member(service, kind) for service in Service for kind in KINDS]

    def is_ready(self, member: Member, http: httpx.Client) -> bool:
        """Whether it says so now."""
        if self.ended(member):
            return False
        try:
            return http.get(self._address(member)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def _address(self, member: Member) -> str:
        variables = self._environment[member.service]
        web = int(variables[f"WAYMARK_{member.service.upper()}_WEB_PORT"])
        return f"http://{HOST}:{web if member.kind == 'web' else self._health[member]}/ready"

    def _trouble(self, member: Member) -> str | None:
        """Why it is not ready; None when it is."""
        if self.ended(member):
            return self._supervisor[member.name].last_words()
        try:
            answer = self._http.get(self._address(member))
        except httpx.HTTPError as fault:
            return type(fault).__name__
        return None if answer.status_code == httpx.codes.OK else answer.text[:300]

    def _ports(self, port: int) -> dict[str, str]:
        return {f"WAYMARK_{service.upper()}_HEALTH_PORT": str(port) for service in Service}
