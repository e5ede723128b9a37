"""The transaction of one batch in PostgreSQL, as the applier's step sees it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from psycopg import Connection
from psycopg_pool import ConnectionPool

from waymark_runtime import positions
from waymark_runtime.outbox import Outbox, owed
from waymark_runtime.outgoing import Packed
from waymark_runtime.postgres import pipeline, transaction
from waymark_runtime.records import Place


class Held(Protocol):
    """A transaction that is open: all of it is committed at its end, or nothing."""

    @property
    def connection(self) -> Connection:
        """What the handler writes by."""

    async def lock(self, places: Sequence[Place]) -> dict[Place, int]:
        """Hold these positions until the end: the next offsets of those that were opened."""

    async def close(
        self,
        places: Sequence[Place],
        messages: Mapping[Place, Sequence[Packed]],
        following: Mapping[Place, int],
    ) -> Mapping[int, Sequence[Packed]]:
        """Write what goes out and move the positions; answers what is owed, by row, in order."""


class _Connected:
    """A transaction on a connection of the pool; every port answers at once."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self.connection = connection
        self._outbox = outbox

    async def lock(self, places: Sequence[Place]) -> dict[Place, int]:
        return positions.lock(self.connection, self._outbox.consumer, places)

    async def close(
        self,
        places: Sequence[Place],
        messages: Mapping[Place, Sequence[Packed]],
        following: Mapping[Place, int],
    ) -> Mapping[int, Sequence[Packed]]:
        """One round trip."""
        with pipeline(self.connection):
            asked = self._outbox.settle(self.connection, places, messages)
            if following:
                positions.advance(self.connection, self._outbox.consumer, following)
            return owed(asked, messages)


@asynccontextmanager
async def held(pool: ConnectionPool, outbox: Outbox) -> AsyncIterator[Held]:
    """Open a transaction; committed at the end, rolled back by any exception."""
    with transaction(pool) as connection:
        yield _Connected(connection, outbox)
