"""How far the groups are behind the log: from stored positions and the broker's own ends."""

import asyncio
from collections import defaultdict
from typing import Final

import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition
from faults.stage import Stage
from faults.workload.shops import HEARS_BY_TOPIC
from waymark_events.ids import RetailerId
from waymark_events.topics import TOPICS, named, retailer_topics

# what a service has read of its own topics is only noted now and then
_POSITIONS: Final = "SELECT consumer, topic, partition, next FROM position WHERE consumer <> 'own'"


def behind(stage: Stage) -> dict[str, int]:
    """Records that a consumer has not applied, by service/consumer/topic; only what is not 0."""
    stored: dict[tuple[str, str, int], int] = {}
    for service, urls in stage.wiring.databases.items():
        with psycopg.connect(urls.worker, connect_timeout=3) as connection:
            rows = connection.execute(_POSITIONS)
            stored |= {(f"{service}/{one}", topic, part): at for one, topic, part, at in rows}
    ends = asyncio.run(_ends(stage, {(topic, part) for _, topic, part in stored}))
    found: dict[str, int] = defaultdict(int)
    for (consumer, topic, part), at in stored.items():
        found[f"{consumer}/{topic}"] += max(ends[topic, part] - at, 0)
    return {name: count for name, count in found.items() if count}


async def _ends(stage: Stage, places: set[tuple[str, int]]) -> dict[tuple[str, int], int]:
    prefix = stage.wiring.topic_prefix
    consumer = AIOKafkaConsumer(bootstrap_servers=stage.kafka.bootstrap)
    await consumer.start()
    try:
        wanted = {
            TopicPartition(named(prefix, topic), part): (topic, part) for topic, part in places
        }
        ends = await consumer.end_offsets(list(wanted))
        return {wanted[one]: end for one, end in ends.items()}
    finally:
        await consumer.stop()


def topics_of_a_run() -> list[str]:
    """Every topic there is in a run, by its declared name."""
    return [*TOPICS, *(topic.name for topic in retailer_topics(RetailerId(HEARS_BY_TOPIC)))]
