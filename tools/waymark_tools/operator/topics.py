"""The declared topics on a broker: made where missing, compared where there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from msgspec import Struct
from waymark_events.topics import Topic, declaration, named

from waymark_tools.operator import printing
from waymark_tools.operator.declared import declared_now

MOST_REPLICAS: Final = 3
"""Each record on three brokers where there are three, acknowledged by two."""
_LISTED_WITHIN_S: Final = 30.0


class Difference(Struct, frozen=True):
    """Where a topic on the broker differs from its declaration."""

    topic: str
    what: str
    declared: str
    found: str


@asynccontextmanager
async def admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client, closed at the end."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap.split(","))
    await client.start()
    try:
        yield client
    finally:
        await client.close()


def apply(bootstrap: str, prefix: str, *, as_json: bool) -> None:
    """Create what is missing and mend settings; partitions are never changed."""
    done = asyncio.run(_apply(bootstrap, prefix))
    printing.out("Changed", [{"topic": name, "what": what} for name, what in done], as_json=as_json)


def diff(bootstrap: str, prefix: str, *, as_json: bool) -> None:
    """Print the differences; exit code 1 if there are any."""
    found = asyncio.run(differences(bootstrap, prefix))
    rows = [
        {"topic": one.topic, "what": one.what, "declared": one.declared, "found": one.found}
        for one in found
    ]
    printing.out("Differences", rows, as_json=as_json)
    raise SystemExit(1 if rows else 0)


async def differences(bootstrap: str, prefix: str) -> list[Difference]:
    """Every difference between what is declared now and the broker, in the order of declaration."""
    return await _differences(bootstrap, prefix, await declared_now(bootstrap, prefix))


async def make(bootstrap: str, prefix: str, wanted: Sequence[Topic]) -> list[tuple[str, str]]:
    """Create what is missing of these topics and mend settings; says which topic was what."""
    wrong = await _differences(bootstrap, prefix, wanted)
    missing = [declaration(one.topic) for one in wrong if one.what == "topic"]
    mended = {one.topic for one in wrong if one.what not in {"topic", "partitions"}}
    async with admin(bootstrap) as client:
        if missing:
            await _create(client, prefix, missing)
        if mended:
            await client.alter_configs([_resource(prefix, declaration(name)) for name in mended])
    return [(topic.name, "created") for topic in missing] + [(name, "mended") for name in mended]


async def _differences(bootstrap: str, prefix: str, wanted: Sequence[Topic]) -> list[Difference]:
    async with admin(bootstrap) as client:
        partitions = await _partitions(client)
        there = [topic for topic in wanted if named(prefix, topic.name) in partitions]
        settings = await _settings(client, prefix, there)
    found: list[Difference] = []
    for topic in wanted:
        name = named(prefix, topic.name)
        if name not in partitions:
            found.append(Difference(topic.name, "topic", "exists", "missing"))
            continue
        if partitions[name] != topic.partitions:
            counts = (str(topic.partitions), str(partitions[name]))
            found.append(Difference(topic.name, "partitions", *counts))
        found += _settings_that_differ(topic, settings.get(name, {}))
    return found


async def _apply(bootstrap: str, prefix: str) -> list[tuple[str, str]]:
    return await make(bootstrap, prefix, await declared_now(bootstrap, prefix))


async def _create(client: AIOKafkaAdminClient, prefix: str, missing: list[Topic]) -> None:
    brokers = len((await client.describe_cluster())["brokers"])
    replicas = min(brokers, MOST_REPLICAS)
    durable = {"min.insync.replicas": "2"} if replicas == MOST_REPLICAS else {}
    wanted = [
        NewTopic(
            named(prefix, topic.name),
            topic.partitions,
            replicas,
            topic_configs=topic.settings() | durable,
        )
        for topic in missing
    ]
    answer = await client.create_topics(wanted)
    refused = [(name, code, why) for name, code, why in answer.topic_errors if code]
    if refused:
        raise SystemExit(f"the broker refused: {refused}")
    await _until_listed(client, {topic.name for topic in wanted})


async def _until_listed(client: AIOKafkaAdminClient, names: set[str]) -> None:
    """A broker names a new topic a moment after it said that it made it."""
    missing, ends = names, asyncio.get_running_loop().time() + _LISTED_WITHIN_S
    while missing:
        if asyncio.get_running_loop().time() > ends:
            raise SystemExit(f"the broker made {', '.join(sorted(missing))} and does not name them")
        await asyncio.sleep(0.02)
        missing = names - (await _partitions(client)).keys()


async def _partitions(client: AIOKafkaAdminClient) -> dict[str, int]:
    return {one["topic"]: len(one["partitions"]) for one in await client.describe_topics()}


async def _settings(
    client: AIOKafkaAdminClient, prefix: str, existing: Sequence[Topic]
) -> dict[str, dict[str, str]]:
    names = [named(prefix, topic.name) for topic in existing]
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    answers: list[Any] = await client.describe_configs(asked) if asked else []
    return {
        resource[3]: {entry[0]: entry[1] for entry in resource[4]}
        for answer in answers
        for resource in answer.resources
    }


def _settings_that_differ(topic: Topic, found: dict[str, str]) -> list[Difference]:
    return [
        Difference(topic.name, name, value, found.get(name, "unset"))
        for name, value in topic.settings().items()
        if found.get(name) != value
    ]


def _resource(prefix: str, topic: Topic) -> ConfigResource:
    return ConfigResource(
        ConfigResourceType.TOPIC, named(prefix, topic.name), configs=topic.settings()
    )
