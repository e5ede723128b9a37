"""Whether this process lives and is ready: named checks, each None or a sentence of trouble."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from psycopg_pool import ConnectionPool

from waymark_runtime import cluster
from waymark_runtime.abreast import standing
from waymark_runtime.directory import Directory
from waymark_runtime.postgres import transaction
from waymark_runtime.producer import STUCK_AFTER_S, Producer

Check = Callable[[], Awaitable[str | None]]
NOT_READ: Final = "retailers and keys are not read to the end yet"
_WITHIN_S: Final = 3.0


class Health:
    """The checks of one process. Live: it may go on. Ready: it does its work."""

    def __init__(self) -> None:
        self._ready: dict[str, Check] = {}
        self._live: dict[str, Check] = {}
        self._remarks: dict[str, Check] = {}

    def ready_when(self, name: str, check: Check) -> None:
        """Add a check of readiness."""
        self._ready[name] = check

    def live_while(self, name: str, check: Check) -> None:
        """Add a check of life: its trouble ends the process."""
        self._live[name] = check

    def remark(self, name: str, check: Check) -> None:
        """Add something that a person should know, though the process does its work."""
        self._remarks[name] = check

    async def remarks(self) -> dict[str, str]:
        """What a person should know; empty when nothing."""
        return await _troubles(self._remarks)

    async def ready(self) -> dict[str, str]:
        """What keeps it from being ready; empty when nothing does."""
        return await _troubles(self._ready | self._live)

    async def live(self) -> dict[str, str]:
        """What it cannot recover from by itself; empty when nothing."""
        return await _troubles(self._live)


async def _troubles(checks: Mapping[str, Check]) -> dict[str, str]:
    answers = await asyncio.gather(*(_ask(check) for check in checks.values()))
    return {name: answer for name, answer in zip(checks, answers, strict=True) if answer}


async def _ask(check: Check) -> str | None:
    try:
        return await asyncio.wait_for(check(), _WITHIN_S)
    except TimeoutError:
        return f"no answer within {_WITHIN_S:g} s"
    except Exception as fault:
        return f"failed: {type(fault).__name__}"


def database(pool: ConnectionPool) -> Check:
    """The database answers."""

    def ask() -> None:
        with transaction(pool) as connection:
            connection.execute("SELECT 1")

    async def check() -> str | None:
        await asyncio.to_thread(ask)
        return None

    return check


def directory(known: Directory) -> Check:
    """Retailers and keys were read to the end once, by this process or the worker."""

    async def check() -> str | None:
        complete = await asyncio.to_thread(known.is_complete)
        return None if complete else NOT_READ

    return check


def abreast(pool: ConnectionPool) -> Check:
    """The database was compared with what its service has published, and is not behind."""

    def ask() -> str | None:
        with transaction(pool) as connection:
            return standing(connection).trouble

    async def check() -> str | None:
        return await asyncio.to_thread(ask)

    return check


def broker(producer: Producer) -> Check:
    """A broker answers."""

    async def check() -> str | None:
        await cluster.ids(producer.client.client, [])
        return None

    return check


def producer(kafka: Producer) -> Check:
    """The broker acknowledges: an idempotent producer waits for ever by itself."""

    async def check() -> str | None:
        stuck_s = kafka.stuck_s
        if stuck_s < STUCK_AFTER_S:
            return None
        return f"the broker has acknowledged nothing for {stuck_s:.0f} s"

    return check
