"""Publishes what is committed: per source partition in source order, whoever wrote it."""

import asyncio
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from psycopg_pool import ConnectionPool

from waymark_runtime.outbox import Outbox, Waiting
from waymark_runtime.outgoing import Packed
from waymark_runtime.postgres import transaction
from waymark_runtime.producer import Producer
from waymark_runtime.records import Place

_ROWS: Final = 50
AtHand = Mapping[int, Sequence[Packed]]
"""Messages of outbox rows, by the row's number."""
_NOTHING: Final[AtHand] = MappingProxyType({})


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

    async def send(self, places: Sequence[Place], at_hand: AtHand = _NOTHING) -> None:
        """Publish everything unpublished of these partitions, then forget it.

        The database says which rows and in which order; what is at hand is not read from it.
        """
        async with self._turn:
            while rows := await asyncio.to_thread(self._waiting, places, at_hand):
                await self._producer.publish_all(
                    [packed.message for row in rows for packed in row.messages]
                )
                await asyncio.to_thread(self._published, [row.id for row in rows])
                if len(rows) < _ROWS:
                    return

    def _waiting(self, places: Sequence[Place], at_hand: AtHand) -> list[Waiting]:
        with transaction(self._pool) as connection:
            return self._outbox.waiting(connection, places, _ROWS, at_hand)

    def _published(self, ids: Sequence[int]) -> None:
        with transaction(self._pool) as connection:
            self._outbox.published(connection, ids)
