"""A retailer whose parcels are scanned evenly: how long each scan takes to become a status."""

import asyncio
import time
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from waymark_events.ids import RetailerId
from waymark_events.topics import TOPICS
from waymark_runtime.producer import Producer

from bench import scans
from bench.stage import Place

STATUS: Final = "shipment.status.v1"
NEIGHBOUR: Final = RetailerId("nordlicht")
EVERY_S: Final = 0.04
WITHIN_S: Final = 60.0


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
            await asyncio.sleep(EVERY_S)
        await asyncio.gather(*sending)
        until = time.monotonic() + WITHIN_S
        while not all(key in self._took for key in mine):
            if time.monotonic() > until:
                raise TimeoutError("a neighbour's status never came")
            await asyncio.sleep(EVERY_S)
        return [self._took[key] for key in mine]

    async def _listen(self) -> None:
        async for record in self._consumer:
            if record.key in self._sent:
                self._took.setdefault(record.key, time.monotonic() - self._sent[record.key])
