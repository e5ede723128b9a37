"""The topics of a run on its own broker: as declared, under a prefix; earlier runs' are removed."""

import asyncio
from collections.abc import Sequence
from typing import Final

from waymark_events.topics import TOPICS, Topic

from waymark_tools.operator import topics

_ALL_RUNS: Final = "day-"


def create(bootstrap: str, prefix: str) -> None:
    """Create every declared topic under the prefix; runs before this one lose theirs."""
    asyncio.run(_forget_runs(bootstrap))
    make(bootstrap, prefix, list(TOPICS.values()))


def make(bootstrap: str, prefix: str, wanted: Sequence[Topic]) -> None:
    """Create topics under the prefix."""
    asyncio.run(topics.make(bootstrap, prefix, wanted))


async def _forget_runs(bootstrap: str) -> None:
    async with topics.admin(bootstrap) as client:
        old = [name for name in await client.list_topics() if name.startswith(_ALL_RUNS)]
        if old:
            await client.delete_topics(old)
