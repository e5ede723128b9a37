"""Groups that come and go while the worker runs, such as one for each retailer with topics.

Each has a consumer, positions and a transaction of its own: what floods, halts or stumbles in one
is not met in another.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from waymark_runtime import metrics
from waymark_runtime.consumer.keeping import Keeper
from waymark_runtime.plan import Family, Group
from waymark_runtime.timers import pause

_LOG: Final = logging.getLogger(__name__)
LOOK_S: Final = 1.0
Join = Callable[[Group], Keeper]
Absent = Callable[[Sequence[str]], Awaitable[Sequence[str]]]
"""Which of these topics the broker does not have."""


class Household:
    """The groups of one family that are running in this process."""

    def __init__(self, family: Family, join: Join, absent: Absent) -> None:
        self._family = family
        self._join = join
        self._absent = absent
        self._running: dict[str, Keeper] = {}
        self._missing: dict[str, str] = {}
        self._trouble: str | None = None

    @property
    def problem(self) -> str | None:
        """What keeps groups of it from working, one sentence after the other; None: nothing."""
        troubles = [keeper.problem for keeper in self._running.values()]
        said = [self._trouble, *self._missing.values(), *troubles]
        return "; ".join(one for one in said if one) or None

    @property
    def groups(self) -> list[str]:
        """The groups that are running."""
        return [self._family.group(name).name for name in self._running]

    async def run(self, stopping: asyncio.Event) -> None:
        """Let groups join and leave as they are wanted, until the process ends."""
        while not stopping.is_set():
            try:
                await self._settle(set(await asyncio.to_thread(self._family.wanted)))
                self._trouble = None
            except Exception as fault:
                self._trouble = f"{self._family.name}: {type(fault).__name__}"
                _LOG.warning("groups of %s; trying again", self._trouble, exc_info=True)
            await pause(stopping, LOOK_S)
        await self._leave(set(self._running))

    async def _settle(self, wanted: set[str]) -> None:
        await self._leave(self._running.keys() - wanted)
        self._missing = {name: why for name, why in self._missing.items() if name in wanted}
        new = sorted(wanted - self._running.keys())
        answers = await asyncio.gather(*map(self._enter, new), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer

    async def _enter(self, name: str) -> None:
        """Start a group whose topics are there: one that starts before them never gets any."""
        group = self._family.group(name)
        absent = await self._absent(group.topics)
        if absent:
            listed = ", ".join(absent)
            self._missing[name] = f"no topic {listed} yet: create it by `waymark topics apply`"
            return
        self._missing.pop(name, None)
        keeper = self._join(group)
        try:
            await keeper.subscriber.start()
        except BaseException:
            await keeper.subscriber.stop()
            raise
        await keeper.start()
        self._running[name] = keeper
        _LOG.info("group %s has joined", group.name)

    async def _leave(self, names: set[str]) -> None:
        leaving = {name: self._running.pop(name) for name in names}
        await asyncio.gather(*(_end(keeper) for keeper in leaving.values()))
        for name in leaving:
            group = self._family.group(name).name
            metrics.OUTBOX.remove(group)
            metrics.HALTED.remove(group)
            _LOG.info("group %s has left", group)


async def _end(keeper: Keeper) -> None:
    """While its broker is away the client's library ends its own fetching as if we were told to."""
    await keeper.stop()
    try:
        await keeper.subscriber.stop()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
