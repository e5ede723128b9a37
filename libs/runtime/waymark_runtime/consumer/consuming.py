"""How a consumer group's member is put together and hung on a broker."""

import asyncio
from collections.abc import Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer
from faststream.kafka import KafkaBroker
from faststream.kafka.subscriber.usecase import BatchSubscriber
from msgspec import Struct
from psycopg_pool import ConnectionPool
from waymark_events.topics import declaration, named

from waymark_runtime.broker import MAX_RECORDS, SUBSCRIBER
from waymark_runtime.consumer.applying import Applier
from waymark_runtime.consumer.hosting import Consumption
from waymark_runtime.consumer.keeping import Keeper
from waymark_runtime.consumer.opening import Opener
from waymark_runtime.consumer.parsing import Parser
from waymark_runtime.consumer.retrying import Budget, Retrier
from waymark_runtime.consumer.sending import Sender, StoredRows
from waymark_runtime.consumer.standing import StoredPositions
from waymark_runtime.consumer.work import BatchHandler, Known
from waymark_runtime.outbox import Outbox
from waymark_runtime.producer import Producer
from waymark_runtime.settings import ServiceSettings

BUDGET: Final = Budget()


class Member(Struct, frozen=True):
    """One member of a consumer group on declared topics.

    `group` is its name within the service and, with the topic, of its positions. Each member has a
    `number` of its own: two of the same would fence each other off. A batch has `most` records.
    What is `passing` is started and stopped by itself, and the broker forgets it.
    """

    service: str
    group: str
    topics: Sequence[str]
    number: int = 0
    most: int = MAX_RECORDS
    passing: bool = False

    @property
    def name(self) -> str:
        """What logs call it."""
        return f"{self.group} {self.number}" if self.number else self.group


def consume(
    broker: KafkaBroker,
    member: Member,
    handler: BatchHandler,
    *,
    pool: ConnectionPool,
    producer: Producer,
    settings: ServiceSettings,
    known: Known | None = None,
    gate: asyncio.Event | None = None,
    budget: Budget = BUDGET,
) -> Keeper:
    """Register a batch subscriber; started and stopped with the broker.

    Topics flow once `gate` is set. `known` tells whether a retailer exists.
    """
    group = member.group
    applier = _applier(member, pool, handler, known)
    standing = StoredPositions(group, pool)
    opener = Opener(group, standing, producer.ids, prefix=settings.topic_prefix, gate=gate)
    sender = Sender(StoredRows(Outbox(group), pool), producer.publish_all)
    hosted = Consumption(group, settings.topic_prefix, opener, Retrier(applier, budget), sender)
    subscriber = _subscriber(broker, member, opener, settings)
    subscriber(hosted.on_batch)
    opener.kafka = lambda: _started(subscriber)
    opener.before_first = sender.send
    return Keeper(hosted, opener, sender, standing, subscriber, name=member.name)


def _applier(
    member: Member, pool: ConnectionPool, handler: BatchHandler, known: Known | None
) -> Applier:
    compacted = frozenset(topic for topic in member.topics if declaration(topic).compacted)
    return Applier(
        pool,
        handler,
        service=member.service,
        consumer=member.group,
        compacted=compacted,
        known=known,
    )


def _subscriber(
    broker: KafkaBroker, member: Member, opener: Opener, settings: ServiceSettings
) -> BatchSubscriber:
    number = f".{member.number}" if member.number else ""
    subscriber: BatchSubscriber = broker.subscriber(
        *(named(settings.topic_prefix, topic) for topic in member.topics),
        group_id=f"{settings.topic_prefix}{member.service}.{member.group}",
        group_instance_id=f"{member.service}-{settings.instance}{number}",
        listener=opener,
        parser=Parser(opener),
        decoder=Parser.body,
        persistent=not member.passing,
        **SUBSCRIBER | {"max_records": member.most},
    )
    return subscriber


def _started(subscriber: BatchSubscriber) -> AIOKafkaConsumer:
    if subscriber.consumer is None:
        raise RuntimeError("the subscriber is not started")
    return subscriber.consumer
