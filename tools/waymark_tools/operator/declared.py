"""What is declared for a broker now: our own topics, and those of the retailers that have some."""

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from waymark_events.messages.retailers import RetailerSet
from waymark_events.topics import TOPICS, Topic, named, retailer_topics

_PATIENCE_MS = 2_000
_RETAILERS = "retailer.v1"
_SETTING = msgspec.json.Decoder(RetailerSet)


async def declared_now(bootstrap: str, prefix: str) -> list[Topic]:
    """Ours, then those of each retailer that has topics, by its settings on the broker."""
    settings = await _settings(bootstrap, named(prefix, _RETAILERS))
    with_topics = sorted(one.retailer for one in settings if one.topics)
    own = [topic for retailer in with_topics for topic in retailer_topics(retailer)]
    return [*TOPICS.values(), *own]


async def _settings(bootstrap: str, topic: str) -> list[RetailerSet]:
    """The settings of every retailer; none where the topic is not there yet. Of no group."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap.split(","), enable_auto_commit=False)
    await consumer.start()
    try:
        if topic not in await consumer.topics():
            return []
        places = [TopicPartition(topic, n) for n in range(TOPICS[_RETAILERS].partitions)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        return await _read(consumer, await consumer.end_offsets(places))
    finally:
        await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> list[RetailerSet]:
    newest: dict[bytes, RetailerSet | None] = {}
    while [place for place, end in ends.items() if await consumer.position(place) < end]:
        for records in (await consumer.getmany(timeout_ms=_PATIENCE_MS)).values():
            for record in records:
                newest[record.key] = None if record.value is None else _SETTING.decode(record.value)
    return [setting for setting in newest.values() if setting is not None]
