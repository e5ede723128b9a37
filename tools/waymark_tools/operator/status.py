"""The topic board: what comes in a second, how far each group is behind, what was parked."""

import asyncio
import time
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from rich.live import Live
from rich.table import Table
from waymark_events.topics import TOPICS, named
from waymark_runtime.peeking import appended

from waymark_tools.operator import printing
from waymark_tools.operator.board import Look, Offsets, lines, retailers_topics
from waymark_tools.operator.topics import admin

_TITLE = "Topics"


def show(bootstrap: str, prefix: str, every_s: float, *, live: bool, as_json: bool) -> None:
    """Print the board once, after two looks a moment apart, or keep it up until Ctrl-C."""
    try:
        asyncio.run(_show(bootstrap, prefix, every_s, live=live, as_json=as_json))
    except KeyboardInterrupt:
        return


async def _show(bootstrap: str, prefix: str, every_s: float, *, live: bool, as_json: bool) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap.split(","), enable_auto_commit=False)
    await consumer.start()
    try:
        async with admin(bootstrap) as client:
            before = await _look(client, consumer, prefix)
            await asyncio.sleep(every_s if live else 1.0)
            now = await _look(client, consumer, prefix)
            if not live:
                found = lines(before, now, prefix)
                printing.out(_TITLE, found if as_json else for_people(found), as_json=as_json)
                return
            with Live(_table(before, now, prefix)) as board:
                while True:
                    await asyncio.sleep(every_s)
                    before, now = now, await _look(client, consumer, prefix)
                    board.update(_table(before, now, prefix))
    finally:
        await consumer.stop()


def for_people(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same lines; a question mark tells what could not be found out from what is not there."""
    unknown = {"lag_s": printing.UNKNOWN}
    return [line | unknown if line["lag"] and line["lag_s"] is None else line for line in found]


def _table(before: Look, now: Look, prefix: str) -> Table:
    return printing.table(_TITLE, for_people(lines(before, now, prefix)))


async def _look(client: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, prefix: str) -> Look:
    there = await client.describe_topics()
    own = retailers_topics(prefix, [one["topic"] for one in there])
    wanted = {named(prefix, topic) for topic in (*TOPICS, *own)}
    places = [
        TopicPartition(one["topic"], part["partition"])
        for one in there
        if one["topic"] in wanted
        for part in one["partitions"]
    ]
    starts = await consumer.beginning_offsets(places)
    groups = [group for group, _ in await client.list_consumer_groups()]
    commits = {group: await client.list_consumer_group_offsets(group) for group in groups}
    # the ends come last: none of them is below a commit
    ends = await consumer.end_offsets(places)
    read = {
        group: _unread({place: told.offset for place, told in offsets.items()}, starts)
        for group, offsets in commits.items()
    }
    unread = {group: offsets for group, offsets in read.items() if offsets}
    ages = {group: await _ages(consumer, offsets, ends) for group, offsets in unread.items()}
    return Look(time.monotonic(), starts, ends, unread, ages)


def _unread(commits: Offsets, starts: Offsets) -> dict[TopicPartition, int]:
    """Where a group goes on, in every partition of the topics of which it has read something."""
    topics = {place.topic for place in commits}
    return {
        place: max(commits.get(place, 0), start)
        for place, start in starts.items()
        if place.topic in topics
    }


async def _ages(
    consumer: AIOKafkaConsumer, unread: Offsets, ends: Offsets
) -> dict[TopicPartition, float | None]:
    """For how many seconds the oldest record that a group has not read has been waiting."""
    behind = {place: at for place, at in unread.items() if at < ends[place]}
    since = await appended(consumer._client, behind)
    now = time.time()
    return {place: None if at is None else max(now - at, 0.0) for place, at in since.items()}
