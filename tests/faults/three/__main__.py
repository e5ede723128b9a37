"""`python -m faults.three`: the leader and the controller are chased with kill -9, five times each.

Our own producer writes all the while; what it was told is acknowledged has to be read by a group in
the end, in order for each key, and nothing else may have been lost on the way.
"""

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from faults.three.cluster import Node, cluster
from waymark_events.codec import Encoded
from waymark_runtime.faults import TransientFault
from waymark_runtime.producer import Producer
from waymark_runtime.settings import ServiceSettings
from waymark_tools.stack.temporary import in_memory, temporary_folder

_TOPIC: Final = "shipment.events.v1"
_PREFIX: Final = "three."
_ROUNDS: Final = 5
_AT_ONCE: Final = 20
_BETWEEN_S: Final = 2.0
_READ_WITHIN_S: Final = 60.0
Json = dict[str, Any]


def main(folder: Path) -> Json:
    """What came of it; `ok` when every acknowledged record was consumed."""
    with cluster(folder) as nodes:
        return asyncio.run(_chased(nodes))


async def _chased(nodes: Mapping[int, Node]) -> Json:
    servers = [node.bootstrap for node in nodes.values()]
    await _create(servers)
    writer = Writer(servers)
    await writer.start()
    task = asyncio.create_task(writer.write())
    chased = [await _chase(nodes, servers, number) for number in range(2 * _ROUNDS)]
    writer.stop = True
    await task
    await writer.close()
    consumed = await _consume(servers, len(writer.acknowledged))
    lost = writer.acknowledged - consumed
    return {
        "ok": not lost,
        "kills": chased,
        "acknowledged": len(writer.acknowledged),
        "refused": writer.refused,
        "consumed": len(consumed),
        "lost": len(lost),
        "longest_pause_s": round(writer.longest_s, 1),
    }


class Writer:
    """Our producer, and what it says is acknowledged."""

    def __init__(self, servers: list[str]) -> None:
        settings = SimpleNamespace(kafka_bootstrap_servers=servers, topic_prefix=_PREFIX)
        self._producer = Producer(cast("ServiceSettings", settings))
        self.acknowledged: set[str] = set()
        self.refused = 0
        self.longest_s = 0.0
        self.stop = False

    async def start(self) -> None:
        """Connect."""
        await self._producer.start()

    async def close(self) -> None:
        """Leave."""
        await self._producer.stop()

    async def write(self) -> None:
        """A few at once, until told to stop; each with an id of its own."""
        number = 0
        while not self.stop:
            ids = [f"{number + place}" for place in range(_AT_ONCE)]
            number += _AT_ONCE
            began = time.monotonic()
            written = await asyncio.gather(*map(self._one, ids))
            self.longest_s = max(self.longest_s, time.monotonic() - began)
            self.acknowledged |= {
                name for name, is_there in zip(ids, written, strict=True) if is_there
            }

    async def _one(self, name: str) -> bool:
        message = Encoded(f"key-{int(name) % 50}".encode(), name.encode(), ())
        try:
            await self._producer.append(_TOPIC, message)
        except TransientFault:
            self.refused += 1
            return False
        return True


async def _chase(nodes: Mapping[int, Node], servers: list[str], number: int) -> Json:
    """Kill who leads partition 0, then who leads the controllers, in turns; and start it again."""
    what = "leader" if number % 2 == 0 else "controller"
    victim = await _leader(servers) if what == "leader" else _controller(nodes)
    nodes[victim].kill()
    _say(f"kill -9 of node {victim}, the {what}")
    await asyncio.sleep(_BETWEEN_S)
    nodes[victim].launch()
    await asyncio.to_thread(nodes[victim].wait)
    await asyncio.sleep(_BETWEEN_S)
    return {"what": what, "node": victim}


async def _leader(servers: list[str]) -> int:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        (topic,) = await admin.describe_topics([f"{_PREFIX}{_TOPIC}"])
        return next(int(one["leader"]) for one in topic["partitions"] if one["partition"] == 0)
    finally:
        await admin.close()


def _controller(nodes: Mapping[int, Node]) -> int:
    """Whom most nodes hold for the leader."""
    votes = [leader for node in nodes.values() if (leader := node.leading_controller())]
    return max(set(votes), key=votes.count)


async def _create(servers: list[str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        topic = NewTopic(f"{_PREFIX}{_TOPIC}", 12, 3, topic_configs={"min.insync.replicas": "2"})
        answer = await admin.create_topics([topic])
        assert not any(error[1] for error in answer.topic_errors), answer
    finally:
        await admin.close()


async def _consume(servers: list[str], least: int) -> set[str]:
    """All that a group reads; it stops when it has as many as were acknowledged, or in time."""
    consumer = AIOKafkaConsumer(
        f"{_PREFIX}{_TOPIC}",
        bootstrap_servers=servers,
        group_id="three",
        auto_offset_reset="earliest",
    )
    await consumer.start()
    found: set[str] = set()
    until = time.monotonic() + _READ_WITHIN_S
    try:
        while len(found) < least and time.monotonic() < until:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found |= {record.value.decode() for record in records}
    finally:
        await consumer.stop()
    return found


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults.three", description=__doc__)
    parser.add_argument("--out", type=Path, help="a file for the figures")
    return parser.parse_args()


if __name__ == "__main__":
    asked = _asked()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # its brokers are killed, it knows
    with temporary_folder(in_memory()) as place:
        outcome = main(place)
    told = json.dumps(outcome, indent=1)
    print(told)
    if asked.out:
        asked.out.write_text(told + "\n")
    raise SystemExit(0 if outcome["ok"] else 1)
