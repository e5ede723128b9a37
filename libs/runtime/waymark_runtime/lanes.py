"""Publishes a queue lane by lane: a lane that cannot go out holds up no other."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

from waymark_runtime import metrics
from waymark_runtime.faults import TransientFault
from waymark_runtime.producer import Producer
from waymark_runtime.relay import BATCH, Entry, Leader

_LOG: Final = logging.getLogger(__name__)
_AGAIN_AFTER_S: Final = 2.0


class LaneQueue(Protocol):
    """A committed queue whose rows are deleted once published. Called in threads.

    A lane's messages go to topics of its own. In one lane a lower number may commit later only for
    another key.
    """

    @property
    def name(self) -> str:
        """Permanent; the leader's lock is known by it."""

    def lanes(self) -> Sequence[str]:
        """The lanes in which something waits."""

    def pending(self, lane: str, limit: int) -> Sequence[Entry]:
        """The oldest rows of a lane; at most `limit`."""

    def published(self, entries: Sequence[Entry]) -> None:
        """Delete exactly these rows."""


class LaneRelay(Leader):
    """Moves a queue to Kafka while this process leads, a task for each lane that has something."""

    def __init__(self, queue: LaneQueue, producer: Producer, database_url: str) -> None:
        super().__init__(queue.name, database_url)
        self._queue = queue
        self._producer = producer
        self._moving: dict[str, asyncio.Task[None]] = {}
        self._troubles: dict[str, str] = {}

    @property
    def problem(self) -> str | None:
        """What holds up which lane, beside what holds up all."""
        said = [self._trouble, *self._troubles.values()]
        return "; ".join(one for one in said if one) or None

    async def step(self) -> bool:
        """Start a task for each lane that has none; there is never more to do at once."""
        waiting = await asyncio.to_thread(self._queue.lanes)
        self._troubles = {lane: why for lane, why in self._troubles.items() if lane in waiting}
        for lane in waiting:
            if lane not in self._moving:
                self._moving[lane] = asyncio.create_task(self._move(lane))
        return False

    async def rest(self) -> None:
        """End the tasks; what was sent and not forgotten is sent again."""
        tasks = list(self._moving.values())
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _move(self, lane: str) -> None:
        """Publish a lane until nothing waits; where it cannot, say so and rest before the next."""
        try:
            while entries := await asyncio.to_thread(self._queue.pending, lane, BATCH):
                await self._publish(entries)
                self._troubles.pop(lane, None)
        except Exception as fault:
            said = str(fault) if isinstance(fault, TransientFault) else type(fault).__name__
            self._troubles[lane] = f"{self.name} holds up {lane}: {said}"
            _LOG.warning("%s; trying again", self._troubles[lane])
            await asyncio.sleep(_AGAIN_AFTER_S)
        finally:
            del self._moving[lane]

    async def _publish(self, entries: Sequence[Entry]) -> None:
        messages = [message for entry in entries for message in entry.messages]
        # asked first: a producer waits long, and without end, for a topic that is gone
        absent = await self._producer.absent({message.topic for message in messages})
        if absent:
            listed = ", ".join(absent)
            raise TransientFault(f"no topic {listed}: create it by `waymark topics apply`", "topic")
        await self._producer.publish_all(messages)
        await asyncio.to_thread(self._queue.published, entries)
        metrics.RELAYED.labels(self.name).inc(len(messages))
