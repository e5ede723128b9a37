"""A shop that does everything by its own topics."""

import asyncio
import json
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from waymark_runtime.loops import loop_in_a_thread

from waymark_tools.demo.guests.heard import Heard, Json
from waymark_tools.demo.shop import ShopError, order_body, parcel_body
from waymark_tools.demo.story import Book, Story

_ANSWERED_WITHIN_S: Final = 45.0
_WITHIN_S: Final = 30.0
Answer = TypeVar("Answer")


class TopicShop:
    """Writes commands and waits until each is answered; hears everything on its events topic."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, producer: AIOKafkaProducer, topic: str
    ) -> None:
        self.heard = Heard()
        self.pages: dict[str, str] = {}
        self._loop = loop
        self._producer = producer
        self._topic = topic

    def place(self, story: Story, days_ago: int) -> None:
        """Place the story's order."""
        placed = datetime.now(UTC) - timedelta(days=days_ago)
        self._command("order.place.v1", story.reference, "place", order_body(story, placed))

    def book(self, story: Story, deed: Book) -> None:
        """Book a parcel with a number of the story."""
        body = parcel_body(story, deed)
        self._command("order.book_parcel.v1", story.reference, f"book:{deed.of}", body)

    def does(self, story: Story, what: str, body: Json | None = None) -> None:
        """What else is done to orders has no command."""
        raise ShopError(f"{story.name}: {what} is not done by topic; {body}")

    def book_mistyped(self, story: Story, typed: str) -> str:
        """This shop makes no mistakes."""
        raise ShopError(f"{story.name}: {typed} is not booked by topic")

    def receive(self, story: Story, contents: Sequence[tuple[int, int]]) -> None:
        """Have goods back."""
        listed = [{"line_no": line, "quantity": quantity} for line, quantity in contents]
        self._command("order.return.v1", story.reference, "return", {"contents": listed})

    def _command(self, kind: str, reference: str, what: str, body: Json) -> None:
        """Say it once; its id comes from what it is about, so that a repeat is known as one."""
        command = f"{reference}:{what}"
        ran = asyncio.run_coroutine_threadsafe(
            self._send(kind, command, reference, {"reference": reference, **body}), self._loop
        )
        ran.result(_WITHIN_S)
        answer = self.heard.answer(command, _ANSWERED_WITHIN_S)
        if answer is None:
            raise ShopError(f"{command}: no answer within {_ANSWERED_WITHIN_S:.0f} s")
        said, why = answer
        if said != "intake.accepted.v1":
            raise ShopError(f"{command}: {said} {why.get('code')}: {why.get('detail')}")

    async def _send(self, kind: str, command: str, reference: str, body: Json) -> None:
        headers = {
            "ce_specversion": "1.0",
            "ce_id": command,
            "ce_type": kind,
            "ce_source": "https://shop.example/orders",
            "content-type": "application/json",
        }
        await self._producer.send_and_wait(
            self._topic,
            key=reference.encode(),
            value=json.dumps(body).encode(),
            headers=[(name, text.encode()) for name, text in headers.items()],
        )


@contextmanager
def topic_shop(bootstrap: str, prefix: str, retailer: str) -> Iterator[TopicShop]:
    """The shop with its producer and its consumer, for as long as the context lasts."""
    names = f"{prefix}retailer.{retailer}"
    with loop_in_a_thread("topic shop") as loop:
        producer, consumer = _run(loop, _opened(bootstrap, names, retailer))
        shop = TopicShop(loop, producer, f"{names}.orders.v1")
        hearing = asyncio.run_coroutine_threadsafe(_hear(consumer, shop.heard), loop)
        try:
            yield shop
        finally:
            hearing.cancel()
            _run(loop, _closed(producer, consumer))


def _run(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Answer]) -> Answer:
    return asyncio.run_coroutine_threadsafe(work, loop).result(_WITHIN_S)


async def _opened(
    bootstrap: str, names: str, retailer: str
) -> tuple[AIOKafkaProducer, AIOKafkaConsumer]:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    consumer = AIOKafkaConsumer(
        f"{names}.events.v1",
        bootstrap_servers=bootstrap,
        group_id=f"retailer-{retailer}.day",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await producer.start()
    await consumer.start()
    return producer, consumer


async def _closed(producer: AIOKafkaProducer, consumer: AIOKafkaConsumer) -> None:
    await producer.stop()
    await consumer.stop()


async def _hear(consumer: AIOKafkaConsumer, heard: Heard) -> None:
    async for record in consumer:
        about = {name: raw.decode() for name, raw in record.headers}
        heard.take(about["ce_id"], about["ce_type"], json.loads(record.value))
