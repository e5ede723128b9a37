"""Reads a topic to its end, a partition at a time, so that a log may be larger than memory."""

import asyncio
from collections.abc import Iterator

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from waymark_events.topics import PARTITIONS


def partitions(bootstrap: str, topic: str) -> Iterator[tuple[int, list[ConsumerRecord]]]:
    """Each partition that holds records, whole; of open and aborted transactions nothing."""
    for number in range(PARTITIONS):
        if records := asyncio.run(_read(bootstrap, TopicPartition(topic, number))):
            yield number, records


async def _read(bootstrap: str, place: TopicPartition) -> list[ConsumerRecord]:
    kafka = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_partition_fetch_bytes=4_194_304,
    )
    await kafka.start()
    try:
        kafka.assign([place])
        end = (await kafka.end_offsets([place]))[place]
        found: list[ConsumerRecord] = []
        while await kafka.position(place) < end:
            for records in (await kafka.getmany(place, timeout_ms=500)).values():
                found += records
    finally:
        await kafka.stop()
    return found
