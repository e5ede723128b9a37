"""Plain access to the broker for one test: create topics, write records, read them all."""

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from waymark_events.partitions import partition_of
from waymark_events.topics import DEAD_LETTER_CAP, Topic, declaration, named

Answer = TypeVar("Answer")
Headers = Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True)
class Broker:
    """The topics of one test. All names are declared ones; the test's prefix is put on here."""

    bootstrap: str
    prefix: str

    def create_topics(self, *names: str) -> None:
        """Create topics as they are declared; an undeclared name gets one partition."""
        _run(self._create(names))

    def delete_topics(self, *names: str) -> None:
        """Delete topics, as nobody ever should."""
        _run(self._delete(names))

    def truncate(self, topic: str, before: int) -> None:
        """Delete the records below an offset, in every partition that has so many."""
        _run(self._truncate(topic, before))

    def send(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers = ()
    ) -> None:
        """Write one record as it is, to the partition its key has, acknowledged."""
        _run(self._send(topic, key, value, headers))

    def consume_all(self, topic: str) -> list["ConsumerRecord[bytes, bytes]"]:
        """All records there are now; by partition, then offset. Belongs to no group."""
        return _run(self._consume_all(named(self.prefix, topic)))

    async def _create(self, names: Sequence[str]) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            answer = await admin.create_topics([self._new(name) for name in names])
        finally:
            await admin.close()
        refused = [error for error in answer.topic_errors if error[1]]
        assert not refused, f"topics were not created: {refused}"

    async def _delete(self, names: Sequence[str]) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            await admin.delete_topics([named(self.prefix, name) for name in names])
        finally:
            await admin.close()

    async def _truncate(self, topic: str, before: int) -> None:
        ends = {
            one.partition: one.offset + 1 for one in await self._consume_all(self._named(topic))
        }
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            await admin.delete_records(
                {
                    TopicPartition(self._named(topic), partition): RecordsToDelete(before)
                    for partition, end in ends.items()
                    if end >= before
                }
            )
        finally:
            await admin.close()

    def _named(self, topic: str) -> str:
        return named(self.prefix, topic)

    def _new(self, name: str) -> NewTopic:
        topic = _declared(name)
        return NewTopic(
            named(self.prefix, name),
            topic.partitions if topic else 1,
            1,
            topic_configs=topic.settings() if topic else {},
        )

    async def _send(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers
    ) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap,
            compression_type="zstd",
            max_request_size=DEAD_LETTER_CAP,
        )
        await producer.start()
        declared = _declared(topic)
        place = partition_of(key, declared.partitions) if declared and key is not None else 0
        try:
            await producer.send_and_wait(
                named(self.prefix, topic), value, key, partition=place, headers=list(headers)
            )
        finally:
            await producer.stop()

    async def _consume_all(self, name: str) -> list["ConsumerRecord[bytes, bytes]"]:
        consumer = AIOKafkaConsumer(
            name,
            bootstrap_servers=self.bootstrap,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=DEAD_LETTER_CAP,
        )
        await consumer.start()
        try:
            ends = await consumer.end_offsets(list(consumer.assignment()))
            found: list[ConsumerRecord[bytes, bytes]] = []
            while [place for place, end in ends.items() if await consumer.position(place) < end]:
                for records in (await consumer.getmany(timeout_ms=100)).values():
                    found += records
        finally:
            await consumer.stop()
        return sorted(found, key=lambda record: (record.partition, record.offset))


def _declared(name: str) -> Topic | None:
    try:
        return declaration(name)
    except KeyError:
        return None


def _run(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """Run it to its end on a loop of its own, also for a test that has a loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
