"""The topic board: what comes in a second, how far each group is behind, what was parked."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from msgspec import Struct
from rich.live import Live
from waymark_events.topics import TOPICS, named

from waymark_tools.operator import printing
from waymark_tools.operator.topics import admin

_PATIENCE_MS = 500


class Look(Struct, frozen=True):
    """The logs' ends and the groups' commits at one moment, by topic and partition."""

    at: float
    ends: dict[TopicPartition, int]
    starts: dict[TopicPartition, int]
    commits: dict[str, dict[TopicPartition, int]]
    ages: dict[tuple[str, str], float]


def show(bootstrap: str, prefix: str, every_s: float, *, live: bool, as_json: bool) -> None:
    """Print the board once, after two looks a moment apart, or keep it up until Ctrl-C."""
    try:
        asyncio.run(_show(bootstrap, prefix, every_s, live=live, as_json=as_json))
    except KeyboardInterrupt:
        return


def rows(before: Look, now: Look, prefix: str) -> list[dict[str, Any]]:
    """The board's rows: a line a topic and group; a topic without readers has one line."""
    listed: list[dict[str, Any]] = []
    for topic in TOPICS:
        name = named(prefix, topic)
        places = [place for place in now.ends if place.topic == name]
        records = sum(now.ends[place] - now.starts[place] for place in places)
        written = sum(now.ends[place] - before.ends.get(place, 0) for place in places)
        line = {
            "topic": topic,
            "records": records,
            "per_s": written / max(now.at - before.at, 0.001),
        }
        groups = sorted(
            group for group, at in now.commits.items() if any(place.topic == name for place in at)
        )
        for group in groups or (None,):
            shown = None if group is None else group.removeprefix(prefix)
            listed.append(line | {"group": shown} | _lag(now, group, name, places))
    return listed


def _lag(
    now: Look, group: str | None, name: str, places: Sequence[TopicPartition]
) -> dict[str, Any]:
    if group is None:
        return {"lag": None, "lag_s": None}
    commits = now.commits[group]
    lag = sum(now.ends[place] - max(commits.get(place, 0), now.starts[place]) for place in places)
    return {"lag": lag, "lag_s": now.ages.get((group, name), 0.0)}


async def _show(bootstrap: str, prefix: str, every_s: float, *, live: bool, as_json: bool) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap.split(","), enable_auto_commit=False)
    await consumer.start()
    try:
        async with admin(bootstrap) as client:
            before = await _look(client, consumer, prefix)
            await asyncio.sleep(every_s if live else 1.0)
            now = await _look(client, consumer, prefix)
            if not live:
                printing.out("Topics", rows(before, now, prefix), as_json=as_json)
                return
            with Live(printing.table("Topics", rows(before, now, prefix))) as board:
                while True:
                    await asyncio.sleep(every_s)
                    before, now = now, await _look(client, consumer, prefix)
                    board.update(printing.table("Topics", rows(before, now, prefix)))
    finally:
        await consumer.stop()


async def _look(client: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, prefix: str) -> Look:
    wanted = {named(prefix, topic) for topic in TOPICS}
    places = [
        TopicPartition(one["topic"], part["partition"])
        for one in await client.describe_topics()
        if one["topic"] in wanted
        for part in one["partitions"]
    ]
    ends = await consumer.end_offsets(places)
    starts = await consumer.beginning_offsets(places)
    commits = {}
    for group, _ in await client.list_consumer_groups():
        offsets = await client.list_consumer_group_offsets(group)
        ours = {place: meta.offset for place, meta in offsets.items() if place.topic in wanted}
        if ours:
            commits[group] = ours
    ages = await _ages(consumer, ends, commits)
    return Look(time.monotonic(), ends, starts, commits, ages)


async def _ages(
    consumer: AIOKafkaConsumer,
    ends: dict[TopicPartition, int],
    commits: dict[str, dict[TopicPartition, int]],
) -> dict[tuple[str, str], float]:
    """How long the oldest record that a group has not committed has been waiting, in seconds."""
    ages: dict[tuple[str, str], float] = {}
    for group, offsets in commits.items():
        behind = {place: at for place, at in offsets.items() if at < ends.get(place, 0)}
        if not behind:
            continue
        consumer.assign(list(behind))
        for place, at in behind.items():
            consumer.seek(place, at)
        batches = await consumer.getmany(timeout_ms=_PATIENCE_MS)
        for place, batch in batches.items():
            age = max(0.0, time.time() - batch[0].timestamp / 1000)
            key = (group, place.topic)
            ages[key] = max(age, ages.get(key, 0.0))
    return ages
