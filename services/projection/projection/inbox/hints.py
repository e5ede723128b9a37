"""Hints for open streams: two topics read from their ends, belonging to no group.

The one exception to consumer groups: every web process needs every record, and none of them is
worth anything once it is old. A hint never carries data to a reader; it says where to look.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

import msgspec
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from msgspec import Struct
from waymark_events.topics import TOPICS, named
from waymark_events.topics.names import ORDER_EVENTS, SHIPMENT_STATUS
from waymark_runtime.broker import CONNECTION
from waymark_runtime.settings import ServiceSettings

from projection.app.board import Board, Hint

_LOG: Final = logging.getLogger(__name__)
_AGAIN_AFTER_S: Final = 1.0
_AT_ONCE: Final = 2_000


class _Booking(Struct):
    order_id: str


class _Status(Struct):
    bookings: tuple[_Booking, ...] = ()


class _Change(Struct):
    """What a hint needs of a status change."""

    retailer: str
    status: _Status


_CHANGE: Final = msgspec.json.Decoder(_Change)


class Hints:
    """Reads until cancelled. `problem` says why nothing is heard; None while it is."""

    def __init__(self, settings: ServiceSettings, board: Board) -> None:
        self._settings = settings
        self._board = board
        self.problem: str | None = "not connected yet"

    async def run(self) -> None:
        """Hear hints for as long as the process serves; a lost broker is tried again."""
        while True:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self._settings.kafka_bootstrap_servers, **CONNECTION
            )
            try:
                await consumer.start()
                await self._hear(consumer)
            except (KafkaError, OSError) as fault:
                self.problem = f"no hints: {type(fault).__name__}"
                _LOG.warning("%s; trying again", self.problem)
                await asyncio.sleep(_AGAIN_AFTER_S)
            finally:
                with suppress(KafkaError):
                    await consumer.stop()

    async def _hear(self, consumer: AIOKafkaConsumer) -> None:
        changes = named(self._settings.topic_prefix, SHIPMENT_STATUS)
        consumer.assign(
            [
                TopicPartition(named(self._settings.topic_prefix, topic), number)
                for topic in (SHIPMENT_STATUS, ORDER_EVENTS)
                for number in range(TOPICS[topic].partitions)
            ]
        )
        await consumer.seek_to_end()
        self.problem = None
        self._board.wake_all()
        while True:
            for place, records in (
                await consumer.getmany(timeout_ms=1_000, max_records=_AT_ONCE)
            ).items():
                for record in records:
                    self._board.post(_change(record) if place.topic == changes else _order(record))


def _order(record: ConsumerRecord) -> Hint:
    key = (record.key or b"").decode(errors="replace")
    return Hint(orders=(key,))


def _change(record: ConsumerRecord) -> Hint:
    try:
        change = _CHANGE.decode(record.value or b"")
    except msgspec.DecodeError:
        return Hint()
    orders = tuple({booking.order_id for booking in change.status.bookings})
    return Hint(orders, change.retailer, (record.partition, record.offset))
