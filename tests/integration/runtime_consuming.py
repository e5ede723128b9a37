"""A consumer of the runtime inside a test: real broker, real database, in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from kit.broker import Broker
from waymark_events.codec import Envelope
from waymark_events.ids import RetailerId
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime.broker import make_broker
from waymark_runtime.consumer import BatchHandler, Budget, Member, consume
from waymark_runtime.consumer.keeping import Keeper
from waymark_runtime.postgres import make_pool
from waymark_runtime.producer import Producer
from waymark_runtime.settings import ServiceSettings
from waymark_tools.stack.databases import DatabaseUrls

SOURCE = "shipment.events.v1"
TARGET = "shipment.status.v1"
PARKED = "projection.dead-letters.v1"
QUICK = Budget(tries=3, seconds=1.0, first_delay_s=0.01, most_delay_s=0.1)


def settings_of(broker: Broker, urls: DatabaseUrls, instance: str = "0") -> ServiceSettings:
    """Settings for a process of the test."""
    return ServiceSettings(
        kafka_bootstrap_servers=[broker.bootstrap],
        owner_database_url=urls.owner,
        worker_database_url=urls.worker,
        web_database_url=urls.web,
        topic_prefix=broker.prefix,
        web_port=0,
        health_port=0,
        instance=instance,
        key_pepper="p" * 32,
        link_keys={"one": "0" * 64},
        link_kid="one",
        public_url="http://127.0.0.1:8080",
    )


@dataclass
class Place:
    """One test's topics and database, with a table of what was applied."""

    broker: Broker
    urls: DatabaseUrls
    group: str = "trial"
    topics: Sequence[str] = (SOURCE,)
    made: list[str] = field(default_factory=list)

    def prepare(self) -> "Place":
        """Create what the tests write to."""
        self.broker.create_topics(*self.topics, TARGET, PARKED)
        with psycopg.connect(self.urls.owner) as owner:
            owner.execute("CREATE TABLE seen (partition int, place bigint, value bytea)")
            owner.execute("GRANT ALL ON seen TO projection_worker")
        return self

    def send(self, *values: bytes, key: bytes = b"k") -> None:
        """Write records of one key."""
        for value in values:
            self.broker.send(self.topics[0], key, value)

    def seen(self) -> list[bytes]:
        """Values applied, in order."""
        return [row[0] for row in self.rows("SELECT value FROM seen ORDER BY partition, place")]

    def following(self) -> int:
        """The sum of the stored positions: the number of records that are done with."""
        return int(self.rows("SELECT coalesce(sum(next), 0) FROM position")[0][0])

    def owed(self) -> int:
        """Rows of the outbox."""
        return int(self.rows("SELECT count(*) FROM outbox")[0][0])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database as worker."""
        with psycopg.connect(self.urls.worker) as connection:
            return connection.execute(query).fetchall()

    def parked(self) -> list[tuple[bytes | None, bytes]]:
        """Value and reason of the dead letters, in order."""
        letters = self.broker.consume_all(PARKED)
        return [(one.value, dict(one.headers)["dl_reason"]) for one in letters]

    @asynccontextmanager
    async def consuming(
        self,
        handler: BatchHandler,
        budget: Budget = QUICK,
        instance: str = "0",
        gate: asyncio.Event | None = None,
    ) -> AsyncIterator[Keeper]:
        """The consumer, running."""
        settings = settings_of(self.broker, self.urls, instance)
        producer, broker = Producer(settings), make_broker(settings)
        with make_pool(settings.worker_database_url, name="test") as pool:
            await producer.start()
            keeper = consume(
                broker,
                Member("projection", self.group, self.topics),
                handler,
                pool=pool,
                producer=producer,
                settings=settings,
                budget=budget,
                gate=gate,
            )
            try:
                await broker.start()
                await keeper.start()
                yield keeper
            finally:
                await keeper.stop()
                await broker.stop()
                await producer.stop()


async def until(condition: Callable[[], bool], within_s: float = 20.0) -> None:
    """Wait for a condition that asks in a thread; AssertionError after the deadline."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not await asyncio.to_thread(condition):
        assert asyncio.get_running_loop().time() < deadline, f"not within {within_s} s"
        await asyncio.sleep(0.05)


def message(number: int) -> Envelope:
    """Any well-formed message, told apart by its number."""
    return Envelope(
        id=str(number),
        source="/waymark/order",
        time=datetime(2026, 1, 1, tzinfo=UTC),
        subject="shop",
        body=RetailerSet(retailer=RetailerId("shop"), version=number, name="Shop"),
    )
