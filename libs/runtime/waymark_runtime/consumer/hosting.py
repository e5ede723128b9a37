"""One consumer group of this process, hosted by FastStream: fetch, apply, publish, tell Kafka."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from faststream.kafka import KafkaBroker
from faststream.kafka.subscriber.usecase import BatchSubscriber
from psycopg_pool import ConnectionPool
from waymark_events.topics import TOPICS, named

from waymark_runtime.broker import SUBSCRIBER
from waymark_runtime.consumer.applying import Applier, by_place, together
from waymark_runtime.consumer.keeping import Keeper
from waymark_runtime.consumer.opening import Opener
from waymark_runtime.consumer.parsing import Parser, arrived
from waymark_runtime.consumer.retrying import Budget, Interrupted, Retrier
from waymark_runtime.consumer.sending import Owing, Sender
from waymark_runtime.consumer.work import BatchHandler, Known
from waymark_runtime.outbox import Outbox
from waymark_runtime.postgres import is_away
from waymark_runtime.producer import Producer
from waymark_runtime.records import Arrived, Place
from waymark_runtime.settings import ServiceSettings

_LOG: Final = logging.getLogger(__name__)
_AWAY_S: Final = 1.0
_IN_HAND_S: Final = 12.0
BUDGET: Final = Budget()


class Consumption:
    """A consumer group's member in this process."""

    def __init__(
        self, group: str, prefix: str, opener: Opener, retrier: Retrier, sender: Sender
    ) -> None:
        self.group = group
        self._prefix = prefix
        self._opener = opener
        self._retrier = retrier
        self._sender = sender
        self._idle = asyncio.Event()
        self._idle.set()
        self._following: dict[Place, int] = {}
        self.trouble: str | None = None

    @property
    def problem(self) -> str | None:
        """Why this consumer is not ready; None while it works or still joins."""
        return self._opener.trouble or self.trouble

    @property
    def halted(self) -> bool:
        """Whether a person has to look before it goes on."""
        return self._opener.halted

    @property
    def is_idle(self) -> bool:
        """Whether no batch is in hand."""
        return self._idle.is_set()

    @property
    def following(self) -> Mapping[Place, int]:
        """Next offsets that this process has committed to the database."""
        return self._following

    async def on_batch(self, raw: Sequence[ConsumerRecord]) -> None:
        """Bring a batch to its end, or leave it to be read again. Never raises."""
        if self._retrier.stopping.is_set() or self._opener.halted:
            return
        self._idle.clear()
        batch = by_place(arrived(self._prefix, raw))
        try:
            await self._settle(batch)
        except Interrupted:
            return
        except Exception as fault:
            await self._read_again(batch, fault)
        finally:
            self._idle.set()

    async def stop(self) -> None:
        """Take nothing new and wait for the batch in hand."""
        self._retrier.stopping.set()
        await self._opener.stop()
        try:
            await asyncio.wait_for(self._idle.wait(), _IN_HAND_S)
        except TimeoutError:
            _LOG.warning("%s leaves a batch to be delivered again", self.group)

    async def _settle(self, batch: Mapping[Place, list[Arrived]]) -> None:
        done = together(await self._retrier.apply(batch))
        self._following.update(done.following)
        self._rewind(done.gaps)
        await self._send(list(batch), done.owing)
        self.trouble = None

    async def _send(self, places: Sequence[Place], owing: Owing) -> None:
        """Publish before anything more is taken: what cannot go out stops what comes in."""
        known: Owing | None = owing
        tried = 0
        while True:
            try:
                return await self._sender.send(places, known)
            except Exception as fault:
                # meanwhile another owner may have published it, and more
                known = None
                tried += 1
                self.trouble = f"{self.group} cannot publish: {type(fault).__name__}"
                _LOG.warning("%s", self.trouble)
                await self._retrier.pause(min(0.2 * tried, _AWAY_S))

    async def _read_again(self, batch: Mapping[Place, list[Arrived]], fault: Exception) -> None:
        reason = "the database is away" if is_away(fault) else "its consumer failed"
        self.trouble = f"{self.group}: {reason} ({type(fault).__name__})"
        _LOG.warning("%s", self.trouble)
        try:
            await self._retrier.pause(_AWAY_S)
        except Interrupted:
            return
        self._rewind({place: records[0].offset for place, records in batch.items()})

    def _rewind(self, following: Mapping[Place, int]) -> None:
        """Read again from these offsets, where the partition is still ours."""
        kafka = self._opener.kafka()
        ours = kafka.assignment()
        for (topic, partition), offset in following.items():
            one = TopicPartition(named(self._prefix, topic), partition)
            if one in ours:
                kafka.seek(one, offset)


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
) -> Keeper:
    """Register one batch subscriber on declared topics; started and stopped with the broker.

    `group` is its name within the service and, with the topic, of its positions. Topics flow
    once `gate` is set. `known` tells whether a retailer exists. Each `member` of a
    group has a number of its own: two of the same would fence each other off.
    """
    compacted = frozenset(topic for topic in topics if TOPICS[topic].compacted)
    applier = Applier(
        pool, handler, service=service, consumer=group, compacted=compacted, known=known
    )
    opener = Opener(group, pool, producer, prefix=settings.topic_prefix, gate=gate)
    sender = Sender(Outbox(group), pool, producer)
    hosted = Consumption(group, settings.topic_prefix, opener, Retrier(applier, budget), sender)
    subscriber = _subscriber(
        broker, opener, settings, service=service, group=group, topics=topics, member=member
    )
    subscriber(hosted.on_batch)
    opener.kafka = lambda: _started(subscriber)
    opener.before_first = sender.send
    name = f"{group} {member}" if member else group
    return Keeper(hosted, opener, sender, pool, subscriber, name=name)


def _subscriber(
    broker: KafkaBroker,
    opener: Opener,
    settings: ServiceSettings,
    *,
    service: str,
    group: str,
    topics: Sequence[str],
    member: int,
) -> BatchSubscriber:
    instance = f"{service}-{settings.instance}" + (f".{member}" if member else "")
    subscriber: BatchSubscriber = broker.subscriber(
        *(named(settings.topic_prefix, topic) for topic in topics),
        group_id=f"{settings.topic_prefix}{service}.{group}",
        group_instance_id=instance,
        listener=opener,
        parser=Parser(opener),
        decoder=Parser.body,
        **SUBSCRIBER,
    )
    return subscriber


def _started(subscriber: BatchSubscriber) -> AIOKafkaConsumer:
    if subscriber.consumer is None:
        raise RuntimeError("the subscriber is not started")
    return subscriber.consumer
