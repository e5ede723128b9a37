"""What a neighbour feels while another retailer floods: `python -m bench.hostile`.

A real broker, database and projector. The neighbour's parcels are scanned evenly; for each scan the
time from sending it to its status on the broker is taken, in calm and while somebody else's ten
thousand scans come at once: for one number in order, for one number backwards, and backwards for
numbers without end.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from projection.settings import Settings
from waymark_events.ids import RetailerId
from waymark_events.topics import TOPICS
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.producer import Producer
from waymark_tools.stack.children import Program

from bench import machine, scans
from bench.databases import projection_database
from bench.stage import Place, opened

STATUS: Final = "shipment.status.v1"
NEIGHBOUR: Final = RetailerId("nordlicht")
HOSTILE: Final = RetailerId("acme")
JUNK: Final = 10_000
_EACH: Final = 50
_EVERY_S: Final = 0.04
_CALM_S: Final = 5.0
_LASTS_S: Final = 20.0
_FLOODED_AFTER_S: Final = 2.0
_WITHIN_S: Final = 60.0
Flood = Callable[[int], Iterator[Outgoing]]


def one_in_order(turn: int) -> Iterator[Outgoing]:
    """Ten thousand scans of one number."""
    return (scans.scan(f"1ZJUNK{turn}", hour, HOSTILE) for hour in range(JUNK))


def one_backwards(turn: int) -> Iterator[Outgoing]:
    """The same, each before the last."""
    return (scans.scan(f"1ZBACK{turn}", JUNK - hour, HOSTILE) for hour in range(JUNK))


def many_backwards(turn: int) -> Iterator[Outgoing]:
    """Fifty of each number, each before the last."""
    for number in range(JUNK // _EACH):
        for hour in range(_EACH):
            yield scans.scan(f"1ZMANY{turn}-{number}", JUNK - hour, HOSTILE)


FLOODS: Final[dict[str, Flood | None]] = {
    "calm": None,
    "one_number_in_order": one_in_order,
    "one_number_backwards": one_backwards,
    "many_numbers_backwards": many_backwards,
}


class Neighbour:
    """Sends scans evenly and takes the time until each one's status is there."""

    def __init__(self, place: Place, producer: Producer) -> None:
        self._place, self._producer = place, producer
        self._sent: dict[bytes, float] = {}
        self._took: dict[bytes, float] = {}
        self._consumer = AIOKafkaConsumer(bootstrap_servers=place.bootstrap.split(","))
        self._count = 0

    async def start(self) -> asyncio.Task[None]:
        """Listen to statuses from now on."""
        await self._consumer.start()
        topic = self._place.topic(STATUS)
        parts = [TopicPartition(topic, number) for number in range(TOPICS[STATUS].partitions)]
        self._consumer.assign(parts)
        await self._consumer.seek_to_end()
        return asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Listen no more."""
        await self._consumer.stop()

    async def walk(self, seconds: float) -> list[float]:
        """Send for so long; the seconds that each status took, once all are there."""
        begun, mine, sending = time.monotonic(), [], []
        while (now := time.monotonic()) - begun < seconds:
            message = scans.scan(f"1ZN{self._count}", 1, NEIGHBOUR)
            self._count += 1
            key = message.key or b""
            self._sent[key] = now
            mine.append(key)
            sending.append(asyncio.create_task(self._producer.publish_all([message])))
            await asyncio.sleep(_EVERY_S)
        await asyncio.gather(*sending)
        until = time.monotonic() + _WITHIN_S
        while not all(key in self._took for key in mine):
            if time.monotonic() > until:
                raise TimeoutError("a neighbour's status never came")
            await asyncio.sleep(_EVERY_S)
        return [self._took[key] for key in mine]

    async def _listen(self) -> None:
        async for record in self._consumer:
            if record.key in self._sent:
                self._took.setdefault(record.key, time.monotonic() - self._sent[record.key])


async def measured(place: Place, rounds: int) -> dict[str, list[float]]:
    """The neighbour's seconds by flood, over all rounds."""
    producer = Producer(place.settings())
    await producer.start()
    await producer.publish_all([scans.retailer(name) for name in (NEIGHBOUR, HOSTILE)])
    neighbour = Neighbour(place, producer)
    listening = await neighbour.start()
    await neighbour.walk(_CALM_S)
    took: dict[str, list[float]] = {name: [] for name in FLOODS}
    for turn in range(rounds):
        for name, flood in FLOODS.items():
            flooding = await _ready(place, name, turn) if flood is not None else None
            walking = asyncio.create_task(neighbour.walk(_LASTS_S))
            if flooding is not None:
                await asyncio.sleep(_FLOODED_AFTER_S)
                await flooding.communicate(b"now")
            took[name] += await walking
            print(f"{name}: {_told(took[name])}", file=sys.stderr, flush=True)
    listening.cancel()
    await neighbour.stop()
    await producer.stop()
    return took


async def _ready(place: Place, name: str, turn: int) -> asyncio.subprocess.Process:
    """A process of its own, with all that is to be sent in hand: what it costs is not ours."""
    argv = (sys.executable, "-m", "bench.hostile", "--flood", name, "--turn", str(turn))
    process = await asyncio.create_subprocess_exec(
        *argv,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **place.environment(place.nowhere(), 0)},
    )
    assert process.stdout is not None
    await process.stdout.readline()
    return process


async def _flood(flood: Flood, turn: int) -> None:
    """Be ready, wait for the word, and send everything as fast as the broker takes it."""
    producer = Producer(Settings())  # type: ignore[call-arg]  # from the environment
    await producer.start()
    junk = list(flood(turn))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await producer.publish_all(junk)
    await producer.stop()


def _told(seconds: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    found = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(seconds)}
    return {name: round(value * 1_000, 1) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "results")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--name", default="hostile", help="of the result")
    parser.add_argument("--flood", choices=FLOODS, help=argparse.SUPPRESS)
    parser.add_argument("--turn", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    flood = FLOODS.get(asked.flood)
    if flood is not None:
        asyncio.run(_flood(flood, asked.turn))
        return
    _measure(asked.rounds, asked.to / f"{asked.name}.json")


def _measure(rounds: int, to: Path) -> None:
    with ExitStack() as stack:
        place = stack.enter_context(opened(f"bench-{uuid.uuid4().hex[:8]}."))
        urls = stack.enter_context(projection_database(place.admin_url, "bench_hostile"))
        argv = [sys.executable, "-m", "bench.projector", "alone"]
        place.supervisor.start(Program("projector", argv, env={**place.environment(urls, 0)}))
        took = asyncio.run(measured(place, rounds))
        place.supervisor.terminate("projector")
    found: dict[str, Any] = {
        "machine": machine.described(),
        "junk": JUNK,
        "neighbour": f"a scan every {_EVERY_S * 1_000:.0f} ms",
        "ms": {name: _told(seconds) | {"scans": len(seconds)} for name, seconds in took.items()},
    }
    to.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
