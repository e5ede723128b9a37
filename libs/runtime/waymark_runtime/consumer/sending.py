"""Publishes what is committed: per source partition in source order, whoever wrote it."""

import asyncio
from collections.abc import Sequence
from typing import Final

from psycopg_pool import ConnectionPool

from waymark_runtime.outbox import Outbox, Waiting
from waymark_runtime.postgres import transaction
from waymark_runtime.producer import Producer
from waymark_runtime.records import Place

_ROWS: Final = 50


class Sender:
    """The way from the outbox to the broker for one consumer.

    One call at a time, so that a process publishes each row once; another process may publish it
    again, but always from the first row that is unpublished.
    """

    def __init__(self, outbox: Outbox, pool: ConnectionPool, producer: Producer) -> None:
        self._outbox = outbox
        self._pool = pool
        self._producer = producer
        self._turn = asyncio.Lock()

    async def send(self, places: Sequence[Place]) -> None:
        """Publish everything unpublished of these partitions, then forget it."""
        async with self._turn:
            while rows := await asyncio.to_thread(self._waiting, places):
                await self._producer.publish_all(
                    [packed.message for row in rows for packed in row.messages]
                )
                await asyncio.to_thread(self._published, [row.id for row in rows])
                if len(rows) < _ROWS:
                    return

    def _waiting(self, places: Sequence[Place]) -> list[Waiting]:
        with transaction(self._pool) as connection:
            return self._outbox.waiting(connection, places, _ROWS)

    def _published(self, ids: Sequence[int]) -> None:
        with transaction(self._pool) as connection:
            self._outbox.published(connection, ids)
