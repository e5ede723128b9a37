"""Publishes what a service has committed, in order, by one leader at a time.

A crash repeats, it never skips or reorders: messages are sent from the first not known to be
published, each entry's first before its others. Two leaders at once each send in order.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from waymark_runtime import metrics
from waymark_runtime.moving import BATCH, Entry, Source, move
from waymark_runtime.postgres import PRESENCE, transaction
from waymark_runtime.producer import Producer
from waymark_runtime.timers import pause

__all__ = ["BATCH", "Entry", "Leader", "LogSource", "QueueSource", "Relay", "Source"]

_LOG: Final = logging.getLogger(__name__)
IDLE_S: Final = 0.25
_FOLLOWER_S: Final = 1.0
_LOCKS: Final = 7_301


class LogSource:
    """A log that is kept: read `number > last`, since numbers have holes; the last is stored.

    `read(connection, after, limit)` must answer in order of commit: no number may appear below
    one that was read.
    """

    def __init__(
        self,
        name: str,
        pool: ConnectionPool,
        read: Callable[[Connection, int, int], Sequence[Entry]],
    ) -> None:
        self.name = name
        self._pool = pool
        self._read = read

    def pending(self, limit: int) -> Sequence[Entry]:
        """Entries above the stored number."""
        with transaction(self._pool) as connection:
            row = connection.execute(
                "SELECT published FROM relay_position WHERE relay = %s", [self.name]
            ).fetchone()
            return self._read(connection, int(row[0]) if row else 0, limit)

    def published(self, entries: Sequence[Entry]) -> None:
        """Store the highest number; it never falls, even when two lead."""
        with transaction(self._pool) as connection:
            connection.execute(
                "INSERT INTO relay_position VALUES (%s, %s) ON CONFLICT (relay) DO UPDATE"
                " SET published = greatest(relay_position.published, excluded.published)",
                [self.name, entries[-1].number],
            )


class QueueSource:
    """A table whose rows are deleted once published. A lower number may commit later."""

    def __init__(
        self,
        name: str,
        pool: ConnectionPool,
        read: Callable[[Connection, int], Sequence[Entry]],
        delete: Callable[[Connection, Sequence[int]], None],
    ) -> None:
        self.name = name
        self._pool = pool
        self._read = read
        self._delete = delete

    def pending(self, limit: int) -> Sequence[Entry]:
        """The oldest rows."""
        with transaction(self._pool) as connection:
            return self._read(connection, limit)

    def published(self, entries: Sequence[Entry]) -> None:
        """Delete exactly these rows."""
        with transaction(self._pool) as connection:
            self._delete(connection, [entry.number for entry in entries])


class Leader:
    """What one process at a time does, as long as it holds the lock of this name."""

    def __init__(self, name: str, database_url: str) -> None:
        self.name = name
        self._url = database_url
        self._trouble: str | None = None

    @property
    def problem(self) -> str | None:
        """Why it does not do its work; None while it does, or waits to lead."""
        return self._trouble

    async def run(self, stopping: asyncio.Event) -> None:
        """Lead, or wait to lead, until the process ends; failures are tried again."""
        while not stopping.is_set():
            try:
                await self._as_leader(stopping)
                self._trouble = None
            except Exception as fault:
                self._trouble = f"relay {self.name} failed: {type(fault).__name__}"
                _LOG.warning("%s; trying again", self._trouble, exc_info=True)
            metrics.RELAY_LEADS.labels(self.name).set(0)
            await pause(stopping, _FOLLOWER_S)

    async def step(self) -> bool:
        """Do what there is to do; False when there is nothing."""
        raise NotImplementedError

    async def rest(self) -> None:
        """Leave off: another may lead now."""

    async def _as_leader(self, stopping: asyncio.Event) -> None:
        leader = await asyncio.to_thread(self._elect)
        if leader is None:
            return
        metrics.RELAY_LEADS.labels(self.name).set(1)
        try:
            while not stopping.is_set():
                await asyncio.to_thread(_still_leads, leader)
                if not await self.step():
                    await pause(stopping, IDLE_S)
                self._trouble = None
        finally:
            await self.rest()
            await asyncio.to_thread(leader.close)

    def _elect(self) -> Connection | None:
        """A direct connection that holds the lock; None while another leads."""
        connection = psycopg.connect(
            self._url, autocommit=True, application_name=f"relay {self.name}", **PRESENCE
        )
        row = connection.execute(
            "SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCKS, self.name]
        ).fetchone()
        if row and row[0]:
            return connection
        connection.close()
        return None


class Relay(Leader):
    """Moves a source to Kafka while this process leads."""

    def __init__(self, source: Source, producer: Producer, database_url: str) -> None:
        super().__init__(source.name, database_url)
        self.source = source
        self._producer = producer

    async def step(self) -> bool:
        """Publish the next entries, then say so; False when there are none."""
        return await move(self.source, self._producer.publish_all, asyncio.to_thread)


def _still_leads(leader: Connection) -> None:
    """Raises when the connection, and with it the lock, is gone."""
    leader.execute("SELECT 1")
