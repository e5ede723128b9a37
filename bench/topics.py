"""The topics of a run: made as they are declared, made anew, and removed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from waymark_events.topics import PARTITIONS, TOPICS, named

OUTPUT: Final = "bench.output"
_EXISTS: Final = 36
_PAUSE_S: Final = 0.2
_TRIES: Final = 100


def create(bootstrap: str, prefix: str, names: Sequence[str] = (*TOPICS, OUTPUT)) -> None:
    """Make topics: every declared one unless named, and one for what the bare loop says."""
    asyncio.run(_create(bootstrap, prefix, names))


def renew(bootstrap: str, prefix: str, topic: str) -> None:
    """Remove what a topic holds, by making it anew."""
    asyncio.run(_renew(bootstrap, prefix, topic))


def remove(bootstrap: str, prefix: str) -> None:
    """Remove all topics that have the prefix in their names, as those of peers do."""
    asyncio.run(_remove(bootstrap, prefix))


async def _create(bootstrap: str, prefix: str, names: Sequence[str]) -> None:
    async with _admin(bootstrap) as admin:
        for _ in range(_TRIES):
            answer = await admin.create_topics([_new(prefix, name) for name in names])
            refused = {error[1] for error in answer.topic_errors if error[1]}
            if not refused:
                return
            if refused != {_EXISTS}:
                break
            await asyncio.sleep(_PAUSE_S)  # a removed topic goes in its own time
    raise RuntimeError(f"the broker did not create topics: {answer.topic_errors}")


async def _renew(bootstrap: str, prefix: str, topic: str) -> None:
    async with _admin(bootstrap) as admin:
        await admin.delete_topics([named(prefix, topic)])
    await _create(bootstrap, prefix, [topic])


async def _remove(bootstrap: str, prefix: str) -> None:
    async with _admin(bootstrap) as admin:
        names = [name for name in await admin.list_topics() if prefix in name]
        if names:
            await admin.delete_topics(names)


def _new(prefix: str, name: str) -> NewTopic:
    topic = TOPICS.get(name)
    settings = topic.settings() if topic else {}
    return NewTopic(named(prefix, name), PARTITIONS, 1, topic_configs=settings)


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()
