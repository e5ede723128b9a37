"""The broker and the database die, restart, refuse, and are set back (F4, F5, F16, F17, F19)."""

import asyncio
import time
from collections.abc import Mapping
from signal import SIGINT, SIGKILL, SIGQUIT
from typing import Any, Final

import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import NewPartitions
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError
from aiokafka.protocol.admin import CreateAclsRequest, DeleteAclsRequest
from faults.fleet import Member
from faults.stage import Stage
from waymark_events.topics import Service, declaration, named
from waymark_tools.operator import topics
from waymark_tools.stack.waiting import wait_until

Told = dict[str, Any]
_SIGNALS: Final = {"kill": SIGKILL, "immediate": SIGQUIT, "fast": SIGINT}
_ENDS_WITHIN_S: Final = 20.0


def broker_kill(stage: Stage, told: Told) -> None:
    """F4: kill -9 of the broker, and start again."""
    stage.kafka.kill()
    time.sleep(told["for_s"])
    stage.kafka.launch()
    stage.kafka.wait()


def postgres_stop(stage: Stage, told: Told) -> None:
    """F5: kill -9 of everything, an immediate or a fast shutdown; and start again."""
    child = stage.supervisor["postgres"]
    child.signal(_SIGNALS[told["how"]])
    wait_until(
        lambda: not child.running,
        within_s=_ENDS_WITHIN_S,
        otherwise=lambda: f"PostgreSQL does not end: {child.last_words()}",
    )
    stage.postgres.launch()
    stage.postgres.wait()


def postgres_backends(stage: Stage, told: Told) -> None:
    """F5: every connection of the services is ended, again and again."""
    for _ in range(told["times"]):
        with psycopg.connect(stage.postgres.admin_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname LIKE 'waymark%%' AND pid <> pg_backend_pid()"
            )
        time.sleep(0.5)


def too_few_replicas(stage: Stage, told: Told) -> None:
    """F19: the broker has fewer in-sync replicas than a topic demands, for a while."""
    settings = declaration(told["topic"]).settings()
    _set(stage, told["topic"], {**settings, "min.insync.replicas": "2"})
    try:
        time.sleep(told["for_s"])
    finally:
        _set(stage, told["topic"], settings)


def quota(stage: Stage, told: Told) -> None:
    """F19: the broker lets each client have so many bytes a second and makes the rest wait."""
    limits = dict.fromkeys(("producer_byte_rate", "consumer_byte_rate"), told["bytes_a_second"])
    _limit(stage, "--add-config", ",".join(f"{name}={most}" for name, most in limits.items()))
    try:
        time.sleep(told["for_s"])
    finally:
        _limit(stage, "--delete-config", ",".join(limits))


def _limit(stage: Stage, how: str, what: str) -> None:
    whom = ("--entity-type", "clients", "--entity-default")
    address = ("--bootstrap-server", stage.kafka.bootstrap)
    stage.kafka.tool("kafka.admin.ConfigCommand", *address, "--alter", *whom, how, what)


def revoked(stage: Stage, told: Told) -> None:
    """F19: nobody may write or read a topic any more, for a while."""
    name = named(stage.wiring.topic_prefix, told["topic"])
    asyncio.run(_rule(stage, CreateAclsRequest(*_deny_all(name))))
    try:
        time.sleep(told["for_s"])
    finally:
        asyncio.run(_rule(stage, DeleteAclsRequest(*_deny_all(name))))


def _deny_all(topic: str) -> tuple[int, str, int, str, str, int, int]:
    """A rule in Kafka's numbers: this very topic, everybody from anywhere, all is denied."""
    return 2, topic, 3, "User:*", "*", 2, 2


async def _rule(stage: Stage, asked: CreateAclsRequest | DeleteAclsRequest) -> None:
    """The library knows the request and has no method for it."""
    async with topics.admin(stage.kafka.bootstrap) as admin:
        answer = await admin._send_request(asked)
    _, responses = answer.to_object().values()
    if any(one["error_code"] for one in responses):
        raise RuntimeError(f"the broker refuses the rule: {answer}")


def relay_back(stage: Stage, told: Told) -> None:
    """F16: a relay stands further back than it was: everything since is published again."""
    with psycopg.connect(stage.wiring.databases[Service.ORDER].worker) as connection:
        connection.execute(
            "UPDATE relay_position SET published = greatest(published - %s, 0)", [told["by"]]
        )


def offsets_to_zero(stage: Stage, told: Told) -> None:
    """F16: what Kafka remembers of a group's offsets is set to 0 while nobody is there."""
    service = Service(told["service"])
    member = Member(service, "worker")
    stage.fleet.terminate(member)
    try:
        asyncio.run(_forget(stage, f"{service}.{told['group']}", told["topic"]))
    finally:
        stage.fleet.start(member)


async def _forget(stage: Stage, group: str, topic: str) -> None:
    """Commit 0 everywhere; refused until the member that left is given up."""
    prefix = stage.wiring.topic_prefix
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stage.kafka.bootstrap,
        group_id=f"{prefix}{group}",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        partitions = range(declaration(topic).partitions)
        zero = {TopicPartition(named(prefix, topic), number): 0 for number in partitions}
        consumer.assign(list(zero))
        async with asyncio.timeout(_ENDS_WITHIN_S):
            while True:
                try:
                    await consumer.commit(zero)
                except KafkaError:
                    await asyncio.sleep(0.5)
                else:
                    return
    finally:
        await consumer.stop()


def more_partitions(stage: Stage, told: Told) -> None:
    """F17: somebody gives a topic more partitions than were declared; nothing heals that."""
    topic = named(stage.wiring.topic_prefix, told["topic"])

    async def add() -> None:
        async with topics.admin(stage.kafka.bootstrap) as admin:
            await admin.create_partitions({topic: NewPartitions(told["to"])})

    asyncio.run(add())


def _set(stage: Stage, topic: str, settings: Mapping[str, str]) -> None:
    """All settings of a topic: what is not named falls back to the broker's."""
    name = named(stage.wiring.topic_prefix, topic)
    resource = ConfigResource(ConfigResourceType.TOPIC, name, configs=dict(settings))

    async def alter() -> None:
        async with topics.admin(stage.kafka.bootstrap) as admin:
            await admin.alter_configs([resource])

    asyncio.run(alter())
