"""How a consumer group's member is put together and hung on a broker."""

import asyncio
from collections.abc import Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer
from faststream.kafka import KafkaBroker
from faststream.kafka.subscriber.usecase import BatchSubscriber
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


def consume(
    broker: KafkaBroker,
    *,
    service: str,
    group: str,
    topics: Sequence[str],
    handler: BatchHandler,
    pool: ConnectionPool,
    producer: Producer,
    settings: ServiceSettings,
    known: Known | None = None,
    gate: asyncio.Event | None = None,
    budget: Budget = BUDGET,
    member: int = 0,
    most: int = MAX_RECORDS,
    passing: bool = False,
) -> Keeper:
    """Register one batch subscriber on declared topics; started and stopped with the broker.

    `group` is its name within the service and, with the topic, of its positions. Topics flow
    once `gate` is set. `known` tells whether a retailer exists. Each `member` of a
    group has a number of its own: two of the same would fence each other off. A batch has `most`
    records. What is `passing`
    is started and stopped by itself, and the broker forgets it.
    """
    compacted = frozenset(topic for topic in topics if declaration(topic).compacted)
    applier = Applier(
        pool, handler, service=service, consumer=group, compacted=compacted, known=known
    )
    standing = StoredPositions(group, pool)
    opener = Opener(group, standing, producer.ids, prefix=settings.topic_prefix, gate=gate)
    sender = Sender(StoredRows(Outbox(group), pool), producer.publish_all)
    hosted = Consumption(group, settings.topic_prefix, opener, Retrier(applier, budget), sender)
    subscriber = _subscriber(
        broker,
        opener,
        settings,
        service=service,
        group=group,
        topics=topics,
        member=member,
        most=most,
        passing=passing,
    )
    subscriber(hosted.on_batch)
    opener.kafka = lambda: _started(subscriber)
    opener.before_first = sender.send
    name = f"{group} {member}" if member else group
    return Keeper(hosted, opener, sender, standing, subscriber, name=name)


def _subscriber(
    broker: KafkaBroker,
    opener: Opener,
    settings: ServiceSettings,
    *,
    service: str,
    group: str,
    topics: Sequence[str],
    member: int,
    most: int,
    passing: bool,
) -> BatchSubscriber:
    instance = f"{service}-{settings.instance}" + (f".{member}" if member else "")
    subscriber: BatchSubscriber = broker.subscriber(
        *(named(settings.topic_prefix, topic) for topic in topics),
        group_id=f"{settings.topic_prefix}{service}.{group}",
        group_instance_id=instance,
        listener=opener,
        parser=Parser(opener),
        decoder=Parser.body,
        persistent=not passing,
        **SUBSCRIBER | {"max_records": most},
    )
    return subscriber


def _started(subscriber: BatchSubscriber) -> AIOKafkaConsumer:
    if subscriber.consumer is None:
        raise RuntimeError("the subscriber is not started")
    return subscriber.consumer
