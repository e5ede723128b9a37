"""Each step of the way and how long it took, from an empty folder without a cache."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx

from waymark_tools.newcomer.readme import lines
from waymark_tools.stack.waiting import wait_until

MOST_S: Final = 300.0
_READY_WITHIN_S: Final = 600.0
_MOVES_WITHIN_S: Final = 30.0
_STOPS_WITHIN_S: Final = 60.0
_ENGLISH: Final = {"Accept-Language": "en"}
_MOVED: Final = "out for delivery"
_NOT_A_NEWCOMERS: Final = ("WAYMARK_", "UV_", "XDG_", "VIRTUAL_ENV", "MAKE", "MFLAGS", "PYTEST")
_SERVERS: Final = ("KAFKA_BOOTSTRAP_SERVERS", "DATABASE_URL")


class FellError(Exception):
    """A step came to nothing; what it printed."""


@dataclass
class Walk:
    """Steps in their turn, with the seconds each took."""

    folder: Path
    port_base: int
    told: Callable[[str, float], None]
    steps: dict[str, float] = field(default_factory=dict)

    @property
    def total_s(self) -> float:
        """All of them."""
        return sum(self.steps.values())

    @property
    def project(self) -> Path:
        """Where the project was cloned to."""
        return self.folder / "waymark"

    def environment(self) -> dict[str, str]:
        """A newcomer's: a home of its own with nothing in it, and none of our settings."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(_NOT_A_NEWCOMERS) and name not in _SERVERS
        }
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return kept | {"HOME": str(home), "PORT_BASE": str(self.port_base)}

    def take(self, step: str, action: Callable[[], Any]) -> Any:
        """Do a step, note its seconds and tell them."""
        began = time.monotonic()
        done = action()
        self.steps[step] = round(time.monotonic() - began, 1)
        self.told(step, self.steps[step])
        return done


def walk(source: Path, way: Walk) -> None:
    """Clone, set up, start, and run README's lines until the page has moved; then stop it all."""
    step, folder = way.take, way.folder
    clone = ["git", "clone", "--quiet", str(source), str(way.project)]
    step("git clone", lambda: _run(clone, way.environment(), folder))
    step("make setup", lambda: _run(["make", "setup"], way.environment(), way.project))
    with _demo(way) as note:
        step("make demo: the addresses", lambda: _wait_for(note, folder / "demo.log"))
        book, token, push, shipments, orders = lines(way.project / "README.md")
        booked = json.loads(step("a parcel is booked", lambda: _shell(way, note, book)))
        page = booked["recipients"][0]["tracking_url"]
        step("its page opens", lambda: _says(page, ""))
        step("its carrier pushes", lambda: _shell(way, note, f"{token}\n{push}"))
        step("the page has moved", lambda: _says(page, _MOVED))
        for name, line in (("shipments are listed", shipments), ("orders are listed", orders)):
            answer = json.loads(step(name, partial(_shell, way, note, line)))
            if len(answer["items"]) != 1:
                raise FellError(f"{name}: {answer}")


def go_on(way: Walk) -> None:
    """What comes after: the second start, and the tests, twice."""
    (way.project / ".waymark" / "demo.env").unlink(missing_ok=True)
    with _demo(way) as note:
        way.take("make demo, again", lambda: _wait_for(note, way.folder / "demo.log"))
    for name in ("make test", "make test, again"):
        way.take(name, lambda: _run(["make", "test"], way.environment(), way.project))


@contextmanager
def _demo(way: Walk) -> Iterator[Path]:
    """`make demo` in a group of its own; the file that it leaves for shells."""
    note = way.project / ".waymark" / "demo.env"
    with (way.folder / "demo.log").open("wb") as log:
        demo = subprocess.Popen(
            ["make", "demo"],
            cwd=way.project,
            env=way.environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield note
    finally:
        with suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGINT)
        try:
            demo.wait(_STOPS_WITHIN_S)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(demo.pid, signal.SIGKILL)


def _wait_for(note: Path, log: Path) -> None:
    wait_until(
        note.exists,
        within_s=_READY_WITHIN_S,
        otherwise=lambda: f"make demo names no addresses:\n{log.read_text()[-3_000:]}",
    )


def _shell(way: Walk, note: Path, script: str) -> str:
    return _run(["sh", "-ec", f". {note}\n{script}"], way.environment(), way.project)


def _run(command: list[str], environment: Mapping[str, str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise FellError(f"{' '.join(command)}:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    return done.stdout


def _says(page: str, words: str) -> None:
    """Wait until the page is there and says these words."""

    def said() -> bool:
        answer = httpx.get(page, headers=_ENGLISH, trust_env=False, timeout=10)
        return answer.is_success and words in answer.text.lower()

    wait_until(said, within_s=_MOVES_WITHIN_S, otherwise=lambda: f"the page never said {words!r}")
