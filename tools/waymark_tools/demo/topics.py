"""The topics of a run on its own broker: as declared, under a prefix; earlier runs' are removed."""

import asyncio
from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from waymark_events.topics import TOPICS, Topic, named

_ALL_RUNS = "day-"


def make(bootstrap: str, prefix: str, wanted: Sequence[Topic]) -> None:
    """Create further topics under the prefix."""
    asyncio.run(_make(bootstrap, _new(prefix, wanted)))


def create(bootstrap: str, prefix: str) -> None:
    """Create every declared topic under the prefix; runs before this one lose theirs."""
    asyncio.run(_create(bootstrap, prefix))


async def _create(bootstrap: str, prefix: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        old = [name for name in await admin.list_topics() if name.startswith(_ALL_RUNS)]
        if old:
            await admin.delete_topics(old)
    finally:
        await admin.close()
    await _make(bootstrap, _new(prefix, list(TOPICS.values())))


async def _make(bootstrap: str, wanted: Sequence[NewTopic]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        answer = await admin.create_topics(wanted)
    finally:
        await admin.close()
    refused = [error for error in answer.topic_errors if error[1]]
    if refused:
        raise RuntimeError(f"the broker did not create topics: {refused}")


def _new(prefix: str, wanted: Sequence[Topic]) -> Sequence[NewTopic]:
    return [
        NewTopic(named(prefix, topic.name), topic.partitions, 1, topic_configs=topic.settings())
        for topic in wanted
    ]
