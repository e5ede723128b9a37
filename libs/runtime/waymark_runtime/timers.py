"""Steps that a worker takes again and again."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from msgspec import Struct

from waymark_runtime import metrics

_LOG: Final = logging.getLogger(__name__)


class Timer(Struct, frozen=True):
    """A synchronous step, taken `seconds` after it last ended, in a thread."""

    seconds: float
    step: Callable[[], None]

    @property
    def name(self) -> str:
        """What it is called in metrics and logs."""
        return getattr(self.step, "__qualname__", type(self.step).__name__)

    async def run(self, stopping: asyncio.Event) -> None:
        """Take the step until the process ends; a step that raises is taken again."""
        while not stopping.is_set():
            try:
                await asyncio.to_thread(self.step)
            except Exception:
                metrics.STEP_FAILURES.labels(self.name).inc()
                _LOG.warning("timer %s failed", self.name, exc_info=True)
            await pause(stopping, self.seconds)


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until the process is told to end."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


def every(seconds: float, step: Callable[[], None]) -> Timer:
    """A timer for `Worker.add`."""
    return Timer(seconds, step)
