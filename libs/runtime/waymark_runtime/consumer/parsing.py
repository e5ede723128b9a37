"""From the client's records to ours: bytes are kept as they are, and nothing raises."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from faststream.kafka.message import KafkaAckableMessage
from faststream.message import AckStatus
from waymark_events.topics import declared

from waymark_runtime.consumer.opening import Opener
from waymark_runtime.records import Arrived


class Parser:
    """FastStream's parser for a batch: no header is decoded, no value looked into."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener

    async def __call__(self, raw: tuple[ConsumerRecord, ...]) -> "_Batch":
        """Wrap the records; the body is the records themselves."""
        return _Batch(body=raw, raw_message=raw, consumer=_Seeking(self._opener.kafka()))

    @staticmethod
    async def body(message: Any) -> Any:
        """FastStream's decoder: the records as they are."""
        return message.body


class _Batch(KafkaAckableMessage):
    """A batch whose positions were told to Kafka by us, from PostgreSQL: `ack` tells nothing."""

    async def ack(self) -> None:
        self.committed = AckStatus.ACKED


class _Seeking:
    """What a batch needs of the consumer to be delivered again."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer

    async def commit(self) -> None:
        raise RuntimeError("positions are told to Kafka by the keeper alone")

    def seek(self, partition: Any, offset: int) -> None:
        if partition in self._consumer.assignment():
            self._consumer.seek(partition, offset)


def arrived(prefix: str, raw: Sequence[ConsumerRecord]) -> Iterator[Arrived]:
    """Our view of records; one append time and one name are shared by many."""
    times: dict[int, datetime] = {}
    names: dict[str, str] = {}
    for one in raw:
        if one.timestamp not in times:
            times[one.timestamp] = datetime.fromtimestamp(one.timestamp / 1_000, UTC)
        if one.topic not in names:
            names[one.topic] = declared(prefix, one.topic)
        yield Arrived(
            names[one.topic],
            one.partition,
            one.offset,
            times[one.timestamp],
            one.key,
            one.value,
            one.headers,
        )
