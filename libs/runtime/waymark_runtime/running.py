"""A worker while it runs: opened in order, watched, closed in reverse, ended when it is stuck."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any, Final

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from waymark_runtime import directory, health, metrics, outbox
from waymark_runtime.broker import make_broker
from waymark_runtime.catching_up import Abreast
from waymark_runtime.consumer.keeping import Keeper
from waymark_runtime.consumers import Consumers
from waymark_runtime.families import Household
from waymark_runtime.gate import Gate
from waymark_runtime.http.application import make_application
from waymark_runtime.http.serving import server
from waymark_runtime.lanes import LaneRelay
from waymark_runtime.plan import Family, Plan
from waymark_runtime.postgres import transaction
from waymark_runtime.presence import Presence
from waymark_runtime.producer import Producer
from waymark_runtime.reached import Reached
from waymark_runtime.relay import Leader, Relay
from waymark_runtime.timers import pause

_LOG: Final = logging.getLogger(__name__)
_WATCH_S: Final = 1.0


class Running:
    """One run. `failed` says that the process cannot go on and must be started anew."""

    def __init__(self, plan: Plan, stopping: asyncio.Event) -> None:
        self._plan = plan
        self._stopping = stopping
        self._gate = Gate(stopping)
        self._producer = Producer(plan.settings)
        self._households: list[Household] = []
        self.consumers = Consumers(plan, self._producer, self._gate.opened)
        self.failed = False

    async def open(self, stack: AsyncExitStack) -> None:
        """Open everything; health first, so that whoever asks hears what is missing."""
        plan = self._plan
        plan.pool.open(wait=False)
        stack.callback(plan.pool.close)
        self._watch_health()
        await self._serve_health(stack)
        if not await self._reach_broker():
            return
        stack.push_async_callback(self._producer.stop)
        if not (await self._find_topics() and await self._be_abreast(stack)):
            return
        url = plan.settings.worker_database_url
        relays = [Relay(source, self._producer, url) for source in plan.sources]
        for relay in (*relays, *(LaneRelay(queue, self._producer, url) for queue in plan.queues)):
            plan.health.ready_when(f"relay {relay.name}", _problem_of(relay))
            self._start(stack, relay.run(self._stopping))
        keepers = await self._consume(stack)
        self._start(stack, self._gate.open_when(self._directory_reached(keepers[0]).look))
        for timer in plan.timers:
            self._start(stack, self._gate.behind(timer))

    async def watch(self) -> None:
        """Until the process is told to end, or is stuck."""
        while not self._stopping.is_set():
            for name, trouble in (await self._plan.health.live()).items():
                _LOG.error("%s: %s; ending", name, trouble)
                self.failed = True
                self._stopping.set()
            await self._measure_outbox()
            await pause(self._stopping, _WATCH_S)

    def _watch_health(self) -> None:
        plan = self._plan
        plan.health.live_while("producer", health.producer(self._producer))
        plan.health.ready_when("database", health.database(plan.pool))
        plan.health.ready_when("broker", health.broker(self._producer))
        plan.health.ready_when("directory", self._gate.problem)

    async def _serve_health(self, stack: AsyncExitStack) -> None:
        plan = self._plan
        app = make_application(f"{plan.service} worker", plan.health)
        web = server(app, plan.settings.http_host, plan.settings.health_port)
        task = asyncio.create_task(web.serve_quietly())

        async def close() -> None:
            web.should_exit = True
            await task

        stack.push_async_callback(close)

    async def _reach_broker(self) -> bool:
        """Connect, however long the broker takes to come; False when told to end meanwhile."""
        while not self._stopping.is_set():
            try:
                await self._producer.start()
            except (KafkaError, OSError) as fault:
                _LOG.warning("no broker yet: %s", type(fault).__name__)
                await pause(self._stopping, _WATCH_S)
            else:
                return True
        return False

    async def _find_topics(self) -> bool:
        plan = self._plan
        topics = {*directory.SOURCES, *(topic for group in plan.groups for topic in group.topics)}
        if plan.catch_up is not None:
            topics.add(plan.catch_up.topic)
        presence = Presence(self._producer, topics)
        plan.health.ready_when("topics", _problem_of(presence))
        return await presence.wait(self._stopping)

    async def _be_abreast(self, stack: AsyncExitStack) -> bool:
        """Nothing is done on a database that may be behind what was published."""
        plan = self._plan
        if plan.catch_up is None:
            return True
        keeping = Abreast(plan.settings, plan.pool, plan.catch_up)
        plan.health.ready_when("abreast", _problem_of(keeping))
        self._start(stack, keeping.run(self._stopping))
        return await keeping.wait(self._stopping)

    async def _consume(self, stack: AsyncExitStack) -> list[Keeper]:
        """Every group that is always there, the directory's first."""
        plan = self._plan
        broker = make_broker(plan.settings)
        keepers = self.consumers.subscribe(broker)
        stack.push_async_callback(broker.stop)
        await broker.start()
        for keeper in keepers:
            plan.health.ready_when(f"consumer {keeper.name}", _problem_of(keeper))
            await keeper.start()
        stack.push_async_callback(_stop_all, keepers)
        for family in plan.families:
            self._host(stack, broker, family)
        return keepers

    def _directory_reached(self, keeper: Keeper) -> Reached:
        plan = self._plan
        prefix = plan.settings.topic_prefix
        return Reached(plan.pool, directory.GROUP, directory.SOURCES, prefix, keeper.kafka)

    def _host(self, stack: AsyncExitStack, broker: KafkaBroker, family: Family) -> None:
        """Let groups come and go, once the gate is open."""
        join = partial(self.consumers.member, broker)
        household = Household(family, join, self._producer.absent)
        self._households.append(household)
        self._plan.health.ready_when(f"consumers {family.name}", _problem_of(household))
        self._start(stack, self._gate.behind(household))

    def _start(self, stack: AsyncExitStack, program: Any) -> None:
        task = asyncio.create_task(program)

        async def close() -> None:
            self._stopping.set()
            await task

        stack.push_async_callback(close)

    async def _measure_outbox(self) -> None:
        def depths() -> dict[str, int]:
            with transaction(self._plan.pool) as connection:
                return outbox.depths(connection)

        with suppress(Exception):  # readiness says why: the database's check
            found = await asyncio.to_thread(depths)
            passing = (name for one in self._households for name in one.groups)
            always = (group.name for group in self._plan.groups)
            for name in (directory.GROUP, *always, *passing):
                metrics.OUTBOX.labels(name).set(found.get(name, 0))


async def _stop_all(keepers: Sequence[Keeper]) -> None:
    await asyncio.gather(*(keeper.stop() for keeper in keepers))


def _problem_of(part: Leader | Keeper | Presence | Household | Abreast) -> Callable[[], Any]:
    async def check() -> str | None:
        return part.problem

    return check
