"""Where the logs end: asked of the broker, belonging to no group."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from waymark_events.topics import TOPICS, declared, named
from waymark_runtime.broker import CONNECTION

from projection.app.incoming import STREAM
from projection.app.watching import LOOKS, Tide

_TOPICS: Final = (STREAM, LOOKS)


class Tides:
    """Asks for the ends of the stream's and the looks' logs; called from a timer's thread."""

    def __init__(self, servers: Sequence[str], prefix: str, now: Callable[[], datetime]) -> None:
        self._servers = list(servers)
        self._prefix = prefix
        self._now = now

    def __call__(self) -> Tide:
        """The ends now; a KafkaError when no broker answers, and the timer tries again."""
        return asyncio.run(self._ask())

    async def _ask(self) -> Tide:
        places = [
            TopicPartition(named(self._prefix, topic), number)
            for topic in _TOPICS
            for number in range(TOPICS[topic].partitions)
        ]
        seen_at = self._now()
        consumer = AIOKafkaConsumer(bootstrap_servers=self._servers, **CONNECTION)
        try:
            await consumer.start()
            ends = await consumer.end_offsets(places)
        finally:
            await consumer.stop()
        return Tide(
            seen_at,
            {(declared(self._prefix, one.topic), one.partition): end for one, end in ends.items()},
        )
