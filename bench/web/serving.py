"""Servers that are asked: our programs as they are, and the bare ones."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
import msgspec
from waymark_events.topics import Service
from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.databases import DatabaseUrls, create_database, drop_database
from waymark_tools.stack.ports import free_ports
from waymark_tools.stack.waiting import wait_until

from bench.stage import Place
from bench.web.client import Asked

_READY_WITHIN_S: Final = 60.0
_LOCAL: Final = httpx.Client(trust_env=False, timeout=20.0)


@dataclass(frozen=True)
class Server:
    """A program that answers on a port."""

    child: Child
    port: int

    def url(self, path: str) -> str:
        """An address of it."""
        return f"http://127.0.0.1:{self.port}{path}"


def ours(place: Place, urls: DatabaseUrls, service: Service, program: str) -> Server:
    """A program of a service, once it says that it is ready."""
    environment = place.environment(urls, 0, service)
    name = "WEB_PORT" if program == "web" else "HEALTH_PORT"
    port = int(environment[f"WAYMARK_{service.upper()}_{name}"])
    argv = [sys.executable, "-m", f"{service}.main", program]
    started = Program(name=f"{service}-{program}", argv=argv, env=environment)
    return _started(place, started, port, "/ready")


def bare(place: Place, kind: str, *arguments: str) -> Server:
    """A bare FastAPI program."""
    (port,) = free_ports(1)
    argv = [sys.executable, "-m", "bench.web.bare", kind, str(port), *arguments]
    return _started(place, Program(name=f"bare-{kind}", argv=argv), port, "/openapi.json")


def _started(place: Place, program: Program, port: int, path: str) -> Server:
    child, name = place.supervisor.start(program), program.name
    server = Server(child, port)
    wait_until(
        lambda: not child.running or _answers(server.url(path)),
        within_s=_READY_WITHIN_S,
        otherwise=lambda: f"{name} was not ready in time:\n{child.last_words()}",
    )
    if not child.running:
        raise RuntimeError(f"{name} ended by itself:\n{child.last_words()}")
    return server


@contextmanager
def database(
    place: Place, service: Service, name: str, tables: Callable[[DatabaseUrls], None]
) -> Iterator[DatabaseUrls]:
    """A service's database with its tables, until the block ends."""
    full = f"{name}_{service}"
    drop_database(place.admin_url, full)
    try:
        urls = create_database(place.admin_url, service, full)
        tables(urls)
        yield urls
    finally:
        drop_database(place.admin_url, full)


def get(server: Server, path: str, headers: Mapping[str, str]) -> Any:
    """One answer, decoded; anything but 200 is an error."""
    return _LOCAL.get(server.url(path), headers=dict(headers)).raise_for_status().json()


def post(server: Server, path: str, form: Mapping[str, str], auth: tuple[str, str]) -> Any:
    """One answer to a form."""
    return _LOCAL.post(server.url(path), data=dict(form), auth=auth).raise_for_status().json()


def ask(asked: Asked) -> dict[str, Any]:
    """Let the client ask; anything but 2xx is an error."""
    command = [sys.executable, "-m", "bench.web.client", msgspec.json.encode(asked).decode()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the client ended by itself:\n{done.stderr[-2_000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    wrong = {status: n for status, n in found["by_status"].items() if not status.startswith("2")}
    if wrong:
        raise RuntimeError(f"answers other than 2xx from port {asked.port}: {wrong}")
    return found


def _answers(url: str) -> bool:
    try:
        return _LOCAL.get(url).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
