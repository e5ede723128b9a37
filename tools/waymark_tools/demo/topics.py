"""The topics of a run on its own broker: as declared, under a prefix; earlier runs' are removed."""

import asyncio
from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from waymark_events.topics import TOPICS, named

_ALL_RUNS = "day-"


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
        answer = await admin.create_topics(_declared(prefix))
    finally:
        await admin.close()
    refused = [error for error in answer.topic_errors if error[1]]
    if refused:
        raise RuntimeError(f"the broker did not create topics: {refused}")


def _declared(prefix: str) -> Sequence[NewTopic]:
    return [
        NewTopic(named(prefix, topic.name), topic.partitions, 1, topic_configs=topic.settings())
        for topic in TOPICS.values()
    ]
