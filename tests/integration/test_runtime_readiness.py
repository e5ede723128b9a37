"""`/ready` of a worker is red while something is missing, and names it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
from integration.runtime_consuming import SOURCE, settings_of
from kit.broker import Broker
from kit.databases import Databases
from waymark_runtime.directory import SOURCES
from waymark_runtime.postgres import make_pool
from waymark_runtime.running import Running
from waymark_runtime.worker import Worker

pytestmark = pytest.mark.integration
WITHIN_S = 30.0
AWAY_S = 1.0
"""How long a connection is waited for, less than in earnest: a worker ends only after it."""
NOWHERE = "127.0.0.1:1"


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator["asyncio.Task[None]"]:
    """The worker, opened as far as it comes; the task ends when all is open."""
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        opening = asyncio.create_task(Running(worker.plan, stopping).open(stack))
        try:
            yield opening
        finally:
            stopping.set()
            opening.cancel()
            with suppress(asyncio.CancelledError):
                await opening


async def troubles(worker: Worker, *wanted: str) -> dict[str, str]:
    """What the worker says is missing, once that is what it should be."""
    said: dict[str, str] = {}
    deadline = asyncio.get_running_loop().time() + WITHIN_S
    while sorted(said := await worker.plan.health.ready()) != sorted(wanted):
        late = asyncio.get_running_loop().time() > deadline
        assert not late, f"it says {said}, not that {wanted} is missing"
        await asyncio.sleep(0.1)
    return said


async def missing(worker: Worker, *wanted: str) -> dict[str, str]:
    """Open the worker and hear what it misses."""
    async with running(worker):
        return await troubles(worker, *wanted)


def worker_of(broker: Broker, database: Databases, **changed: Any) -> Worker:
    settings = settings_of(broker, database("projection")).model_copy(update=changed)
    pool = make_pool(settings.worker_database_url, name="test")
    pool.timeout = AWAY_S
    worker = Worker(settings, "projection", pool)
    worker.consume("trial", [SOURCE], lambda work: None)
    return worker


def test_a_broker_that_is_away_is_named(broker: Broker, database: Databases) -> None:
    """Retailers cannot have been read either."""
    worker = worker_of(broker, database, kafka_bootstrap_servers=[NOWHERE])

    asyncio.run(missing(worker, "broker", "directory"))


def test_a_database_that_is_away_is_named(broker: Broker, database: Databases) -> None:
    """Without it no retailer is known."""
    broker.create_topics(*SOURCES, SOURCE)
    away = f"postgresql://projection_worker@{NOWHERE}/none"
    worker = worker_of(broker, database, worker_database_url=away)

    asyncio.run(missing(worker, "database", "directory"))


def test_topics_that_are_not_there_are_named_and_waited_for(
    broker: Broker, database: Databases
) -> None:
    """Whoever starts before the topics were made is not ready, and goes on once they are."""
    broker.create_topics(SOURCE)
    worker = worker_of(broker, database)

    async def scenario() -> dict[str, str]:
        async with running(worker) as opening:
            said = await troubles(worker, "directory", "topics")
            await asyncio.to_thread(broker.create_topics, *SOURCES)
            await opening
            assert await troubles(worker) == {}
        return said

    said = asyncio.run(scenario())

    assert "not read to the end" in said["directory"]
    assert ", ".join(sorted(SOURCES)) in said["topics"]


def test_an_assignment_that_is_lost_is_named(broker: Broker, database: Databases) -> None:
    """Ready with all it needs; a topic that is gone gives its group nothing, without any error."""
    broker.create_topics(*SOURCES, SOURCE)
    worker = worker_of(broker, database)

    async def scenario() -> dict[str, str]:
        async with running(worker) as opening:
            await opening
            assert await troubles(worker) == {}
            await asyncio.to_thread(broker.delete_topics, SOURCE)
            return await troubles(worker, "consumer trial")

    said = asyncio.run(scenario())

    assert SOURCE in said["consumer trial"]
    assert "topics apply" in said["consumer trial"]
