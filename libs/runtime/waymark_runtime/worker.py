"""One worker process: consumers, timers, relays and health in one program that ends in order."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import AsyncExitStack
from typing import Final

from psycopg_pool import ConnectionPool

from waymark_runtime.broker import MAX_RECORDS
from waymark_runtime.catching_up import CatchUp, Take
from waymark_runtime.clock import LOOK_EVERY_S, SharedClock
from waymark_runtime.consumer import BatchHandler, Budget
from waymark_runtime.consumer.consuming import BUDGET
from waymark_runtime.directory import Directory
from waymark_runtime.health import Health
from waymark_runtime.lanes import LaneQueue
from waymark_runtime.plan import Family, Group, Plan
from waymark_runtime.relay import Source
from waymark_runtime.running import Running
from waymark_runtime.settings import ServiceSettings
from waymark_runtime.timers import Timer, every

__all__ = ["Worker", "every"]

_LOG: Final = logging.getLogger(__name__)
_END_WITHIN_S: Final = 15.0
_COLLECT_AFTER: Final = (50_000, 20, 20)


class Worker:
    """Assembles a worker; nothing is opened before `run`, which opens and closes the pool too.

    The directory of retailers and keys is always consumed; no other group and no timer goes on
    before it was read to the end once. Relays do: one of them may be what fills it. What is due,
    and until when something is in hand, is told by `clock`.
    """

    def __init__(self, settings: ServiceSettings, service: str, pool: ConnectionPool) -> None:
        self.directory = Directory(pool)
        self.health = Health()
        self.plan = Plan(settings, service, pool, self.directory, self.health, [], [], [], [], [])
        self.clock = SharedClock(pool)
        self.every(LOOK_EVERY_S, self.clock.look)

    def consume(
        self,
        group: str,
        topics: Sequence[str],
        handler: BatchHandler,
        budget: Budget = BUDGET,
        members: int = 1,
    ) -> None:
        """Apply batches of declared topics; `group` names the positions and is permanent.

        Of two `members` one reckons while the other waits for the database or the broker; the
        handler must bear being called in two threads, for different partitions.
        """
        self.plan.groups.append(Group(group, topics, handler, budget, members))

    def consume_each(
        self,
        family: str,
        wanted: Callable[[], Collection[str]],
        topics: Callable[[str], Sequence[str]],
        handler: Callable[[str], BatchHandler],
        most: int = MAX_RECORDS,
    ) -> None:
        """Apply batches by a group of its own for each name that is wanted at the moment.

        `wanted` is asked every second, in a thread; `family` is permanent like a group's name.
        """
        self.plan.families.append(Family(family, wanted, topics, handler, most))

    def every(self, seconds: float, step: Callable[[], None]) -> None:
        """Take a step in a thread, again `seconds` after it ended."""
        self.add(every(seconds, step))

    def add(self, timer: Timer) -> None:
        """Run a timer."""
        self.plan.timers.append(timer)

    def relay(self, source: Source) -> None:
        """Publish a committed log while this process leads."""
        self.plan.sources.append(source)

    def relay_lanes(self, queue: LaneQueue) -> None:
        """Publish a queue while this process leads, each lane of it apart from the others."""
        self.plan.queues.append(queue)

    def catch_up(self, topic: str, take: Take) -> None:
        """Compare the database with what the service has published on a topic, before all else.

        `take` is given what was published since they were last surely alike.
        """
        self.plan.catch_up = CatchUp(topic, take)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; SystemExit(1) when it cannot go on.

        Ending takes 15 s at most: what hangs then, such as a broker that is away, is left; what
        was not committed is delivered again.
        """
        if asyncio.run(self._main()):
            raise SystemExit(1)

    async def _main(self) -> bool:
        stopping = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        watcher = asyncio.create_task(_end_in_time(stopping))
        running = Running(self.plan, stopping)
        try:
            async with AsyncExitStack() as stack:
                await running.open(stack)
                _spare_the_collector()
                await running.watch()
        finally:
            watcher.cancel()
        return running.failed


def _spare_the_collector() -> None:
    """Look for cycles rarely: a batch is tens of thousands of small objects and makes none.

    What was loaded to start lives as long as the process and is never looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


async def _end_in_time(stopping: asyncio.Event) -> None:
    """Once ending has begun, a thread makes sure that it ends, whatever hangs in the loop."""
    await stopping.wait()
    threading.Thread(target=_leave_later, name="end", daemon=True).start()


def _leave_later() -> None:
    threading.Event().wait(_END_WITHIN_S)
    _LOG.error("still not ended after %g s; leaving", _END_WITHIN_S)
    sys.stdout.flush()
    os._exit(1)
