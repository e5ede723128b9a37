"""Waits for the topics there are to read: a consumer that starts before them never gets one."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from aiokafka.errors import KafkaError

from waymark_runtime.faults import TransientFault
from waymark_runtime.producer import Producer
from waymark_runtime.timers import pause

_LOG: Final = logging.getLogger(__name__)
_AGAIN_AFTER_S: Final = 1.0


class Presence:
    """Whether the broker has these topics. `problem` names those it has not; None once it has."""

    def __init__(self, producer: Producer, topics: Iterable[str]) -> None:
        self._producer = producer
        self._topics = frozenset(topics)
        self.problem: str | None = None

    async def wait(self, stopping: asyncio.Event) -> bool:
        """Ask until all are there; False when the process is told to end before."""
        while not stopping.is_set():
            with suppress(KafkaError, OSError, TransientFault):  # readiness says why: the broker's
                if await self._all_there():
                    return True
            await pause(stopping, _AGAIN_AFTER_S)
        return False

    async def _all_there(self) -> bool:
        absent = await self._producer.absent(self._topics)
        before, self.problem = self.problem, None
        if absent:
            self.problem = f"no topic {', '.join(absent)} yet: create it by `waymark topics apply`"
        if self.problem != before:
            _LOG.warning("%s", self.problem or "all topics are there now")
        return not absent
