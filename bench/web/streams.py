"""G11: how many live streams a process holds, what each costs at rest, how fast all are told."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import IO, Any, Final

import msgspec
from projection.api.streaming import HEARTBEAT_S
from waymark_tools.stack.waiting import wait_until

from bench import load, machine
from bench.checks import WrongError
from bench.stage import Place
from bench.web.listener import Wanted
from bench.web.serving import Server

_SETTLES_S: Final = 30.0
_FEW: Final = 200
"""Files that a web program has open without streams, and more."""


def allowed(streams: int) -> int:
    """As many as are wanted, or as the limit on open files allows a process; it is raised for us
    and for what we start, as far as it may be.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return min(streams, most - _FEW) if most != resource.RLIM_INFINITY else streams


def at_rest(web: Server, headers: Mapping[str, str], streams: int) -> dict[str, Any]:
    """Open streams that are told nothing, and weigh the process before and with them."""
    before = machine.held_mb(web.child.pid)
    began = time.monotonic()
    listener = _listening(web, headers, streams, events=1)
    try:
        opened = _heard(listener)["open"]
        took = time.monotonic() - began
        held = machine.held_mb(web.child.pid)
        idle = _cpu_share(web.child.pid)
    finally:
        listener.terminate()
        listener.wait()
    if opened != streams:
        raise WrongError(f"{opened} of {streams} streams were opened")
    kib = None if held is None or before is None else (held - before) * 1_024 / streams
    return {"streams": streams, "kib_each": kib, "opened_in_s": took, "cpu_at_rest": idle}


def _cpu_share(pid: int) -> float | None:
    """Of a core, over the time in which every stream is told once that we are still here."""
    before = machine.cpu_s(pid)
    time.sleep(HEARTBEAT_S)
    after = machine.cpu_s(pid)
    return None if before is None or after is None else (after - before) / HEARTBEAT_S


def fan_out(
    place: Place, web: Server, headers: Mapping[str, str], streams: int, events: int
) -> dict[str, Any]:
    """Scans are published; from then until the last stream was told of the last."""
    listener = _listening(web, headers, streams, events)
    _heard(listener)
    began = time.monotonic()
    load.tell_of_others(place.settings(), events)
    found = _heard(listener)
    listener.wait()
    if not found["least"] == found["most"] == events:
        raise WrongError(f"streams were told {found['least']} to {found['most']} of {events}")
    seconds = found["last"] - began
    return {
        "streams": streams,
        "events": events,
        "seconds": seconds,
        "messages_per_s": found["told"] / seconds,
    }


def settled(web: Server) -> None:
    """Wait until the streams of before are gone."""
    wait_until(
        lambda: machine.open_files(web.child.pid) < _FEW,
        within_s=_SETTLES_S,
        otherwise=lambda: "streams that were left are still open",
    )


def _listening(
    web: Server, headers: Mapping[str, str], streams: int, events: int
) -> "subprocess.Popen[str]":
    wanted = Wanted(web.port, "/v1/stream", dict(headers), streams, events)
    command = [sys.executable, "-m", "bench.web.listener", msgspec.json.encode(wanted).decode()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _heard(listener: "subprocess.Popen[str]") -> dict[str, Any]:
    """The listener's next line."""
    output: IO[str] | None = listener.stdout
    line = output.readline() if output else ""
    if not line:
        raise RuntimeError("the listener ended by itself")
    found: dict[str, Any] = json.loads(line)
    return found
