"""From a carrier's push to the retailer's live stream, through both services, at an even pace."""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

import msgspec
from waymark_events.topics import Service

from bench import load, topics
from bench.carrier import account
from bench.checks import same
from bench.contest import our_tables
from bench.stage import Place
from bench.web import serving, taking
from bench.web.traveller import Wanted

SHARES: Final = (0.25, 0.5)
_WARM_S: Final = 3.0
_TOPICS: Final = (taking.PAYLOADS, load.STREAM, "shipment.status.v1")
_SERVICES: Final = {
    Service.CARRIER_INGEST: account.tables,
    Service.PROJECTION: our_tables,
}


def measure(
    place: Place, headers: Mapping[str, str], pushes_per_s: float, seconds: float
) -> dict[str, Any]:
    """At a quarter and at a half of the pushes that the intake can take by itself."""
    found = {}
    for share in SHARES:
        for topic in _TOPICS:
            topics.renew(place.bootstrap, place.prefix, topic)
        found[f"{share:.0%}"] = _at(place, headers, pushes_per_s * share, seconds)
    return found


def _at(place: Place, headers: Mapping[str, str], pace: float, seconds: float) -> dict[str, Any]:
    """All four programs, each push told once, or it is an error."""
    with ExitStack() as stack:
        urls = {
            service: stack.enter_context(serving.database(place, service, "bench_way", tables))
            for service, tables in _SERVICES.items()
        }
        path, push_headers, intake = taking.opened(place, urls[Service.CARRIER_INGEST])
        programs = [intake]
        for service in _SERVICES:
            programs.append(serving.ours(place, urls[service], service, "worker"))
        web = serving.ours(place, urls[Service.PROJECTION], Service.PROJECTION, "web")
        programs.append(web)
        wanted = Wanted(
            intake.port, path, push_headers, web.port, dict(headers), pace, _WARM_S, seconds
        )
        found = _travelled(wanted)
        for program in programs:
            place.supervisor.terminate(program.child.program.name)
    same("parcels told of", found["told"], found["pushed"])
    same("events told", found["events"], found["pushed"])
    return {"per_s": round(pace), **found}


def _travelled(wanted: Wanted) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.web.traveller", msgspec.json.encode(wanted).decode()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the traveller ended by itself:\n{done.stderr[-2_000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
