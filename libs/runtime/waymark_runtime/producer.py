"""Publishes to the partition we choose, and knows when the broker does not answer."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidProducerEpoch,
    KafkaError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
)
from waymark_events.codec import Encoded, Envelope
from waymark_events.topics import named

from waymark_runtime import cluster, metrics
from waymark_runtime.broker import PRODUCER
from waymark_runtime.cluster import Ids
from waymark_runtime.faults import TransientFault
from waymark_runtime.outgoing import Outgoing, outgoing
from waymark_runtime.settings import ServiceSettings

STUCK_AFTER_S: Final = 30.0
_WORN_OUT: Final = (OutOfOrderSequenceNumber, ProducerFenced, InvalidProducerEpoch, ProducerClosed)


class Producer:
    """One idempotent producer, made anew when it has lost its sequence.

    Cancelling a call does not take its records back. `stuck_s` says for how long the oldest call
    has waited: an idempotent producer never gives up by itself.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._servers = settings.kafka_bootstrap_servers
        self._prefix = settings.topic_prefix
        self._client: Any = None
        self._reopening = asyncio.Lock()
        self._waiting: dict[object, float] = {}

    async def start(self) -> None:
        """Connect; KafkaConnectionError when no broker answers."""
        client = AIOKafkaProducer(bootstrap_servers=self._servers, client_id="waymark", **PRODUCER)
        try:
            await client.start()
        except BaseException:
            await client.stop()
            raise
        self._client = client

    async def stop(self) -> None:
        """Send what is buffered and close."""
        if self._client is not None:
            client, self._client = self._client, None
            await client.stop()

    @property
    def client(self) -> AIOKafkaProducer:
        """The producer of this moment; TransientFault between two."""
        if self._client is None:
            raise TransientFault("the producer is not open", "no_producer")
        return self._client

    @property
    def stuck_s(self) -> float:
        """Seconds that the oldest call has waited; 0 when none waits."""
        return time.monotonic() - min(self._waiting.values()) if self._waiting else 0.0

    async def ids(self, names: Iterable[str]) -> Ids:
        """The ids of the cluster and of the topics that exist. TransientFault when none answers."""
        return await cluster.ids(self.client.client, names)

    async def absent(self, topics: Iterable[str]) -> list[str]:
        """Which of these topics the broker does not have. TransientFault when none answers."""
        names = {named(self._prefix, topic): topic for topic in topics}
        found = await self.ids(names)
        return sorted(topic for name, topic in names.items() if name not in found.topics)

    async def append(self, topic: str, message: Envelope | Encoded) -> None:
        """Publish one message; returns when all in-sync replicas have it."""
        await self.publish_all([outgoing(topic, message)])

    async def publish_all(self, messages: Sequence[Outgoing]) -> None:
        """Publish messages, in the order given per partition, and wait for every one.

        Any failure is raised after all answers are in; then some may have been written.
        """
        token, client = object(), self.client
        self._waiting[token] = time.monotonic()
        try:
            lanes = _lanes(messages)
            sent = [self._lane(client, place, lane) for place, lane in lanes.items()]
            answers = await asyncio.gather(*sent, return_exceptions=True)
        finally:
            del self._waiting[token]
        for answer in answers:
            if isinstance(answer, BaseException):
                await self._failed(client, answer)
        metrics.PUBLISHED.inc(len(messages))

    async def _lane(
        self, client: AIOKafkaProducer, place: tuple[str, int], lane: Sequence[Outgoing]
    ) -> None:
        topic, partition = named(self._prefix, place[0]), place[1]
        await client.client._wait_on_metadata(topic)
        for batch in _batches(client, lane):
            await (await client.send_batch(batch, topic, partition=partition))

    async def _failed(self, client: AIOKafkaProducer, fault: BaseException) -> None:
        metrics.PUBLISH_FAILURES.inc()
        if isinstance(fault, _WORN_OUT):
            await self._reopen(client)
        if isinstance(fault, KafkaError):
            raise TransientFault(f"Kafka refused: {type(fault).__name__}", "kafka") from fault
        raise fault

    async def _reopen(self, worn_out: AIOKafkaProducer) -> None:
        async with self._reopening:
            if self._client is worn_out:
                self._client = None
                with suppress(KafkaError):
                    await worn_out.stop()
                await self.start()


def _lanes(messages: Iterable[Outgoing]) -> dict[tuple[str, int], list[Outgoing]]:
    lanes: dict[tuple[str, int], list[Outgoing]] = defaultdict(list)
    for message in messages:
        lanes[message.topic, message.partition].append(message)
    return lanes


def _batches(client: AIOKafkaProducer, lane: Sequence[Outgoing]) -> Iterable[Any]:
    """Cut a lane into the producer's batches; one message always fits."""
    batch = client.create_batch()
    for message in lane:
        if not _put(batch, message):
            yield batch
            batch = client.create_batch()
            if not _put(batch, message):
                raise ValueError(f"a message of {message.size} bytes does not fit a batch")
    yield batch


def _put(batch: Any, message: Outgoing) -> bool:
    taken = batch.append(
        timestamp=None, key=message.key, value=message.value, headers=list(message.headers)
    )
    return taken is not None
