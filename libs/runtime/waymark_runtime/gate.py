"""Shut until a worker knows what it has to know: nothing of its own work is done before."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Protocol

from waymark_runtime.health import NOT_READ
from waymark_runtime.timers import pause

_LOOK_S: Final = 0.25


class Part(Protocol):
    """What runs until the process is told to end."""

    async def run(self, stopping: asyncio.Event) -> None:
        """Run it."""


class Gate:
    """`opened` lets consumers flow; it is set once and stays so."""

    def __init__(self, stopping: asyncio.Event) -> None:
        self.opened = asyncio.Event()
        self._stopping = stopping
        self._settled = asyncio.Event()

    async def problem(self) -> str | None:
        """Why the worker is not ready; None once it is open."""
        return None if self.opened.is_set() else NOT_READ

    async def open_when(self, look: Callable[[], Awaitable[bool]]) -> None:
        """Look until it answers true, or the process is told to end."""
        while not self._stopping.is_set() and not self.opened.is_set():
            with suppress(Exception):  # readiness says why: the checks of database and broker
                if await look():
                    self.opened.set()
            await pause(self._stopping, _LOOK_S)
        self._settled.set()

    async def behind(self, part: Part) -> None:
        """Run it once the gate is open; what runs hears by itself when the process ends before."""
        await self._settled.wait()
        await part.run(self._stopping)
