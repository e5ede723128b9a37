"""A log read from any offset, by no group: for what reads all again, in threads without a loop."""

import asyncio
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from waymark_events.topics import TOPICS, named

from waymark_runtime import cluster
from waymark_runtime.broker import CONNECTION
from waymark_runtime.cluster import Ids
from waymark_runtime.consumer.parsing import arrived
from waymark_runtime.faults import TransientFault
from waymark_runtime.loops import loop_in_a_thread
from waymark_runtime.records import Arrived

_AT_ONCE: Final = 2_000
_WAIT_MS: Final = 1_000
_WITHIN_S: Final = 60.0
_SILENT_S: Final = 30.0
Answer = TypeVar("Answer")


class LogReader:
    """One consumer without a group, living in a loop of its own."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, kafka: AIOKafkaConsumer, prefix: str
    ) -> None:
        self._loop = loop
        self._kafka = kafka
        self._prefix = prefix
        self._at: dict[TopicPartition, int] = {}

    def ids(self, topics: Sequence[str]) -> Ids:
        """Which cluster and topics these are; topics by declared name."""
        names = {named(self._prefix, topic): topic for topic in topics}
        found = self._ask(cluster.ids(self._kafka._client, names))
        return Ids(found.cluster, {names[name]: one for name, one in found.topics.items()})

    def begins(self, topic: str) -> Mapping[int, int]:
        """The first offset of each partition."""
        places = [self._place(topic, number) for number in range(TOPICS[topic].partitions)]
        found = self._ask(self._kafka.beginning_offsets(places))
        return {place.partition: first for place, first in found.items()}

    def ends(self, topic: str) -> Mapping[int, int]:
        """The offset behind the last record of each partition."""
        places = [self._place(topic, number) for number in range(TOPICS[topic].partitions)]
        found = self._ask(self._kafka.end_offsets(places))
        return {place.partition: end for place, end in found.items()}

    def through(
        self, topic: str, starts: Mapping[int, int], ends: Mapping[int, int]
    ) -> Iterator[Sequence[Arrived]]:
        """All records from these offsets up to, not including, those; each partition in order.

        A compacted log may have holes. TransientFault when the broker gives nothing for long.
        """
        at = {n: first for n, first in starts.items() if first < ends[n]}
        heard = time.monotonic()
        while at:
            records = [one for one in self.read(topic, at) if one.offset < ends[one.partition]]
            now = {n: self._at[self._place(topic, n)] for n in at}
            if now != at:
                heard = time.monotonic()
            elif time.monotonic() - heard > _SILENT_S:
                raise TransientFault(f"the broker gives no more of {topic}", "kafka")
            if records:
                yield records
            at = {n: offset for n, offset in now.items() if offset < ends[n]}

    def read(self, topic: str, following: Mapping[int, int]) -> Sequence[Arrived]:
        """The next records of these partitions from these offsets; empty when none came soon."""
        return self._ask(self._read({self._place(topic, n): at for n, at in following.items()}))

    async def _read(self, wanted: Mapping[TopicPartition, int]) -> list[Arrived]:
        if self._kafka.assignment() != set(wanted):
            self._kafka.assign(list(wanted))
            self._at = {}
        for place, offset in wanted.items():
            if self._at.get(place) != offset:
                self._kafka.seek(place, offset)
        self._at = dict(wanted)
        found = await self._kafka.getmany(timeout_ms=_WAIT_MS, max_records=_AT_ONCE)
        self._at = {place: await self._kafka.position(place) for place in wanted}
        raw = [record for place in sorted(found) for record in found[place]]
        return list(arrived(self._prefix, raw))

    def _place(self, topic: str, partition: int) -> TopicPartition:
        return TopicPartition(named(self._prefix, topic), partition)

    def _ask(self, question: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(question, self._loop).result(_WITHIN_S)


@contextmanager
def reading(servers: Sequence[str], prefix: str) -> Iterator[LogReader]:
    """A reader, and the loop that it lives in; a KafkaError when no broker answers."""
    with loop_in_a_thread("log") as loop:
        kafka = asyncio.run_coroutine_threadsafe(_opened(servers), loop).result(_WITHIN_S)
        try:
            yield LogReader(loop, kafka, prefix)
        finally:
            asyncio.run_coroutine_threadsafe(kafka.stop(), loop).result(_WITHIN_S)


async def _opened(servers: Sequence[str]) -> AIOKafkaConsumer:
    kafka = AIOKafkaConsumer(
        bootstrap_servers=list(servers),
        enable_auto_commit=False,
        auto_offset_reset="none",
        **CONNECTION,
    )
    try:
        await kafka.start()
    except BaseException:
        await kafka.stop()
        raise
    return kafka
