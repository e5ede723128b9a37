"""Groups come and go while a worker runs, each apart from the others.

Seen to fail: with one transaction at a time for all groups the other retailer's record waits too;
where nobody leaves, records of who is not wanted are applied.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from threading import Event

import psycopg
import pytest
from integration.runtime_consuming import settings_of, until
from kit.broker import Broker
from kit.databases import Databases
from waymark_runtime.consumer import BatchHandler, Work
from waymark_runtime.directory import SOURCES
from waymark_runtime.postgres import make_pool
from waymark_runtime.running import Running
from waymark_runtime.worker import Worker
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
NORD, SUED = "nordlicht", "suedwind"


class Shops:
    """A worker with a group for each shop that is `wanted`; Nordlicht's, once it has `taken` a
    batch, goes on by `release`.
    """

    def __init__(self, broker: Broker, urls: DatabaseUrls) -> None:
        self.broker, self.urls = broker, urls
        self.wanted = {NORD}
        self.taken, self.release = Event(), Event()
        self.release.set()
        settings = settings_of(broker, urls)
        pool = make_pool(settings.worker_database_url, name="test")
        self.worker = Worker(settings, "projection", pool)
        self.worker.consume_each("intake", lambda: self.wanted, topics, self._handler)
        with psycopg.connect(urls.owner) as owner:
            owner.execute("CREATE TABLE seen (shop text, value bytea)")
            owner.execute("GRANT ALL ON seen TO projection_worker")

    def _handler(self, shop: str) -> BatchHandler:
        def keep(work: Work) -> None:
            if shop == NORD:
                self.taken.set()
                assert self.release.wait(60)
            for record in work.records:
                work.connection.execute("INSERT INTO seen VALUES (%s, %s)", [shop, record.value])

        return keep

    def send(self, shop: str, *values: bytes) -> None:
        for value in values:
            self.broker.send(topics(shop)[0], b"SO-1", value)

    def seen(self, shop: str) -> list[bytes]:
        query = "SELECT value FROM seen WHERE shop = %s ORDER BY value"
        with psycopg.connect(self.urls.worker) as connection:
            return [row[0] for row in connection.execute(query, [shop])]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        async with AsyncExitStack() as stack:
            await Running(self.worker.plan, stopping).open(stack)
            try:
                yield
            finally:
                self.release.set()
                stopping.set()

    async def trouble(self, *, of: str | None) -> None:
        """Wait until this, or nothing, is what keeps the worker from being ready."""
        deadline = asyncio.get_running_loop().time() + 20
        while True:
            said = await self.worker.plan.health.ready()
            if (of is None and not said) or (of is not None and of in str(said)):
                return
            assert asyncio.get_running_loop().time() < deadline, said
            await asyncio.sleep(0.1)


def topics(shop: str) -> tuple[str, ...]:
    return (f"retailer.{shop}.orders.v1", f"retailer.{shop}.contacts.v1")


@pytest.fixture
def shops(broker: Broker, database: Databases) -> Shops:
    broker.create_topics(*SOURCES)
    return Shops(broker, database("projection"))


def test_groups_come_and_go_and_go_on_where_they_were(shops: Shops) -> None:
    """Topics that are not there are named; who leaves is not read, and who comes back goes on."""

    async def scenario() -> None:
        async with shops.running():
            await shops.trouble(of=topics(NORD)[0])
            await asyncio.to_thread(shops.broker.create_topics, *topics(NORD), *topics(SUED))
            await asyncio.to_thread(shops.send, NORD, b"1", b"2")
            await until(lambda: shops.seen(NORD) == [b"1", b"2"])
            await shops.trouble(of=None)

            shops.wanted = {SUED}
            await asyncio.to_thread(shops.send, SUED, b"a")
            await until(lambda: shops.seen(SUED) == [b"a"])
            await asyncio.to_thread(shops.send, NORD, b"3")
            await asyncio.to_thread(shops.send, SUED, b"b")
            await until(lambda: shops.seen(SUED) == [b"a", b"b"])
            assert shops.seen(NORD) == [b"1", b"2"]

            shops.wanted = {NORD, SUED}
            await until(lambda: shops.seen(NORD) == [b"1", b"2", b"3"])

    asyncio.run(scenario())


def test_who_is_stuck_holds_up_nobody_else(shops: Shops) -> None:
    """Nordlicht's batch does not come back; Suedwind's are applied meanwhile."""
    shops.broker.create_topics(*topics(NORD), *topics(SUED))
    shops.wanted = {NORD, SUED}
    shops.send(NORD, b"1")

    async def scenario() -> None:
        shops.release.clear()
        async with shops.running():
            await until(shops.taken.is_set)
            await asyncio.to_thread(shops.send, SUED, b"a")
            await until(lambda: shops.seen(SUED) == [b"a"])
            assert shops.seen(NORD) == []
            shops.release.set()
            await until(lambda: shops.seen(NORD) == [b"1"])

    asyncio.run(scenario())
