"""Publishes what is committed: per source partition in source order, whoever wrote it."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, Protocol

from psycopg_pool import ConnectionPool

from waymark_runtime.moving import Publish
from waymark_runtime.outbox import AT_ONCE, Outbox
from waymark_runtime.outgoing import Packed
from waymark_runtime.postgres import pipeline, transaction
from waymark_runtime.records import Place

_REMEMBERED: Final = 4 * AT_ONCE
_Mark = tuple[int, int, int, bytes | None]
Owing = Mapping[int, Sequence[Packed]]
"""Messages of outbox rows by the rows' numbers, in order."""


class Rows(Protocol):
    """The outbox rows of one consumer."""

    async def waiting(self, places: Sequence[Place]) -> Owing:
        """The first that are unpublished, `AT_ONCE` of them at most."""

    async def forget(self, numbers: Sequence[int]) -> None:
        """Delete rows that were published; whoever loses this publishes them again."""


class StoredRows:
    """The rows in PostgreSQL, asked for in threads."""

    def __init__(self, outbox: Outbox, pool: ConnectionPool) -> None:
        self._outbox = outbox
        self._pool = pool

    async def waiting(self, places: Sequence[Place]) -> Owing:
        """In a transaction of its own."""
        return await asyncio.to_thread(self._ask, places)

    async def forget(self, numbers: Sequence[int]) -> None:
        """In a transaction of its own."""
        await asyncio.to_thread(self._published, numbers)

    def _ask(self, places: Sequence[Place]) -> Owing:
        with transaction(self._pool) as connection:
            return self._outbox.waiting(connection, places)

    def _published(self, numbers: Sequence[int]) -> None:
        with transaction(self._pool) as one, pipeline(one):
            self._outbox.published(one, numbers)


class Sender:
    """The way from the outbox to the broker for one consumer.

    One call at a time, so that a process publishes each row once; another process may publish it
    again, but always from the first row that is unpublished.
    """

    def __init__(self, rows: Rows, publish: Publish) -> None:
        self._rows = rows
        self._publish_all = publish
        self._turn = asyncio.Lock()
        self._gone: dict[int, _Mark] = {}

    async def send(self, places: Sequence[Place], owing: Owing | None = None) -> None:
        """Publish everything unpublished of these partitions, then forget it.

        `owing` is what the transaction just committed found unpublished: the first rows, which
        then are not asked for. It is true for that moment only: whoever tries again asks anew.
        """
        async with self._turn:
            if owing is not None:
                left = self._left(owing)
                await self._publish(left)
                if len(left) < len(owing):
                    await self._rows.forget([number for number in owing if number not in left])
                if len(owing) < AT_ONCE:
                    return
            # what the database still has was not forgotten, whatever was done with it
            while rows := await self._rows.waiting(places):
                await self._publish(rows)
                if len(rows) < AT_ONCE:
                    return

    def _left(self, owing: Owing) -> Owing:
        """Without what another call published while this one waited for its turn.

        A database that was set back gives numbers again: the same one then names another row.
        """
        return {
            number: messages
            for number, messages in owing.items()
            if self._gone.get(number) != _mark(messages)
        }

    async def _publish(self, rows: Owing) -> None:
        if not rows:
            return
        await self._publish_all(
            [packed.message for messages in rows.values() for packed in messages]
        )
        await self._rows.forget(list(rows))
        self._gone |= {number: _mark(messages) for number, messages in rows.items()}
        for number in list(islice(self._gone, max(len(self._gone) - _REMEMBERED, 0))):
            del self._gone[number]


def _mark(messages: Sequence[Packed]) -> _Mark:
    """What tells rows of one number apart: first and last cause, how many, and whom it is about."""
    return messages[0].cause, messages[-1].cause, len(messages), messages[0].message.key
