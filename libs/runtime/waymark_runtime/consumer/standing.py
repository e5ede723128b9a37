"""Where one consumer stands, asked and told outside of its batches."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from psycopg_pool import ConnectionPool

from waymark_runtime import positions
from waymark_runtime.positions import Position
from waymark_runtime.postgres import transaction
from waymark_runtime.records import Place


class Standing(Protocol):
    """The stored positions of one consumer."""

    async def load(self, places: Sequence[Place]) -> dict[Place, Position]:
        """Those of these partitions; one that was never opened is absent."""

    async def establish(self, missing: Mapping[Place, Position]) -> dict[Place, Position]:
        """Store first positions; what another owner stored before stands and is answered."""

    async def mark_read(self, ended: Sequence[Place]) -> None:
        """Remember that the ends of these partitions were reached once."""


class StoredPositions:
    """The positions in PostgreSQL, asked for in threads, a transaction each."""

    def __init__(self, consumer: str, pool: ConnectionPool) -> None:
        self._consumer = consumer
        self._pool = pool

    async def load(self, places: Sequence[Place]) -> dict[Place, Position]:
        """As stored now."""
        return await asyncio.to_thread(self._load, places)

    async def establish(self, missing: Mapping[Place, Position]) -> dict[Place, Position]:
        """Nothing to store is no transaction."""
        return await asyncio.to_thread(self._establish, missing) if missing else {}

    async def mark_read(self, ended: Sequence[Place]) -> None:
        """Whichever are marked already stay so."""
        await asyncio.to_thread(self._mark_read, ended)

    def _load(self, places: Sequence[Place]) -> dict[Place, Position]:
        with transaction(self._pool) as connection:
            return positions.load(connection, self._consumer, places)

    def _establish(self, missing: Mapping[Place, Position]) -> dict[Place, Position]:
        with transaction(self._pool) as connection:
            return positions.establish(connection, self._consumer, missing)

    def _mark_read(self, ended: Sequence[Place]) -> None:
        with transaction(self._pool) as connection:
            positions.mark_read(connection, self._consumer, ended)
