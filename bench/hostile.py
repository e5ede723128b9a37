"""What a neighbour feels while another retailer floods: `python -m bench.hostile`.

A real broker, database and projector. The neighbour's parcels are scanned evenly; for each scan the
time from sending it to its status on the broker is taken, in calm and while somebody else's ten
thousand scans come at once: for one number in order, for one number backwards, and backwards for
numbers without end; those also as the door lets them in.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition
from waymark_events.topics import TOPICS
from waymark_runtime.producer import Producer
from waymark_tools.stack.children import Program

from bench import machine, scans
from bench.databases import projection_database
from bench.floods import FLOODS, HOSTILE, JUNK, PACED
from bench.neighbour import EVERY_S, NEIGHBOUR, WITHIN_S, Neighbour
from bench.stage import Place, opened

_CALM_S: Final = 6.0
_FLOODED_S: Final = 10.0
_PACED_S: Final = 24.0


class Measured:
    """Of one flood: the neighbour's seconds just before and meanwhile, over all rounds, and the
    projector's seconds of processor for the junk alone.
    """

    def __init__(self) -> None:
        self.calm: list[float] = []
        self.flooded: list[float] = []
        self.cpu_s: list[float] = []

    def told(self) -> dict[str, Any]:
        """For people and for machines."""
        each = statistics.median(self.cpu_s) / JUNK * 1_000_000
        found = {"calm_ms": _told(self.calm), "flooded_ms": _told(self.flooded)}
        return found | {"projector_cpu_us_a_junk_scan": round(each, 1)}


async def measured(place: Place, database: str, pid: int, rounds: int) -> dict[str, Measured]:
    """All floods, one after the other, each after a calm of its own."""
    producer = Producer(place.settings())
    await producer.start()
    await producer.publish_all([scans.retailer(name) for name in (NEIGHBOUR, HOSTILE)])
    neighbour = Neighbour(place, producer)
    listening = await neighbour.start()
    await neighbour.walk(_CALM_S)
    found = {name: Measured() for name in FLOODS}
    for turn in range(rounds):
        for name, one in found.items():
            flooding = await _ready(place, name, turn)
            rested = machine.cpu_s(pid) or 0.0
            one.calm += await neighbour.walk(_CALM_S)
            before = machine.cpu_s(pid) or 0.0
            lasts_s = _PACED_S if name.endswith(PACED) else _FLOODED_S
            ordinary = (before - rested) * lasts_s / _CALM_S
            walking = asyncio.create_task(neighbour.walk(lasts_s))
            await flooding.communicate(b"now")
            one.flooded += await walking
            await _come_to_its_end(place, database)
            one.cpu_s.append((machine.cpu_s(pid) or 0.0) - before - ordinary)
            print(f"{name}: {one.told()}", file=sys.stderr, flush=True)
    listening.cancel()
    await neighbour.stop()
    await producer.stop()
    return found


async def _come_to_its_end(place: Place, database: str) -> None:
    """Wait until the projector stands at the end of its log."""
    consumer = AIOKafkaConsumer(bootstrap_servers=place.bootstrap.split(","))
    await consumer.start()
    topic = place.topic(scans.STREAM)
    count = TOPICS[scans.STREAM].partitions
    ends = await consumer.end_offsets([TopicPartition(topic, number) for number in range(count)])
    await consumer.stop()
    query = "SELECT sum(next) FROM position WHERE consumer = 'projector'"
    with psycopg.connect(database, autocommit=True) as connection:
        until = time.monotonic() + WITHIN_S
        while (connection.execute(query).fetchone() or [0])[0] < sum(ends.values()):
            if time.monotonic() > until:
                raise TimeoutError("the projector never came to the end")
            await asyncio.sleep(EVERY_S)


async def _ready(place: Place, name: str, turn: int) -> asyncio.subprocess.Process:
    """A process of its own, with all that is to be sent in hand: what it costs is not ours."""
    argv = (sys.executable, "-m", "bench.floods", name, str(turn))
    process = await asyncio.create_subprocess_exec(
        *argv,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **place.environment(place.nowhere(), 0)},
    )
    assert process.stdout is not None
    await process.stdout.readline()
    return process


def _told(seconds: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    found = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(seconds)}
    return {name: round(value * 1_000, 1) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "results")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--name", default="hostile", help="of the result")
    asked = parser.parse_args()
    _measure(asked.rounds, asked.to / f"{asked.name}.json")


def _measure(rounds: int, to: Path) -> None:
    with ExitStack() as stack:
        place = stack.enter_context(opened(f"bench-{uuid.uuid4().hex[:8]}."))
        urls = stack.enter_context(projection_database(place.admin_url, "bench_hostile"))
        argv = [sys.executable, "-m", "bench.projector", "alone"]
        program = Program("projector", argv, env={**place.environment(urls, 0)})
        child = place.supervisor.start(program)
        took = asyncio.run(measured(place, urls.worker, child.pid, rounds))
        place.supervisor.terminate("projector")
    found: dict[str, Any] = {
        "machine": machine.described(),
        "junk": JUNK,
        "neighbour": f"a scan every {EVERY_S * 1_000:.0f} ms",
        "floods": {name: one.told() for name, one in took.items()},
    }
    to.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
