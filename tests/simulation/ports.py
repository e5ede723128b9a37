"""Production's ports to PostgreSQL, in memory, each held before its effect."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from psycopg import Connection
from simulation.broker import Broker
from simulation.database import Database, Transaction
from simulation.stepping import hold
from waymark_runtime import outbox
from waymark_runtime.consumer.sending import Owing
from waymark_runtime.outgoing import Packed, pack, unpack
from waymark_runtime.positions import Position
from waymark_runtime.records import Place


class MemoryRows:
    """Outbox rows of one consumer."""

    def __init__(self, database: Database, consumer: str) -> None:
        self._database = database
        self._consumer = consumer

    async def waiting(self, places: Sequence[Place]) -> Owing:
        """The first rows."""
        await hold("ask for rows")
        return waiting(self._database.begin(), self._consumer, places)

    async def forget(self, numbers: Sequence[int]) -> None:
        """Delete, in a transaction of its own."""
        await hold("forget rows")
        transaction = self._database.begin()
        for number in numbers:
            transaction.delete("outbox", (self._consumer, number))
        transaction.commit()
        await hold("rows forgotten")


class MemoryPositions:
    """Stored positions of one consumer."""

    def __init__(self, database: Database, consumer: str) -> None:
        self._database = database
        self._consumer = consumer

    async def load(self, places: Sequence[Place]) -> dict[Place, Position]:
        """Those that are there."""
        await hold("load positions")
        stored = self._database.table("position")
        found = {place: stored.get((self._consumer, *place)) for place in places}
        return {place: position for place, position in found.items() if position is not None}

    async def establish(self, missing: Mapping[Place, Position]) -> dict[Place, Position]:
        """What stands, stands."""
        await hold("establish positions")
        stored = self._database.table("position")
        return {
            place: stored.setdefault((self._consumer, *place), first)
            for place, first in missing.items()
        }

    async def mark_read(self, ended: Sequence[Place]) -> None:
        """Nobody asks in here."""


class MemoryBatch:
    """The transaction of one batch."""

    def __init__(self, transaction: Transaction, consumer: str, broker: Broker) -> None:
        self.transaction = transaction
        self.consumer = consumer
        self.broker = broker

    @property
    def connection(self) -> Connection:
        """The stores in memory take the transaction itself."""
        return cast(Connection, self.transaction)

    async def lock(self, places: Sequence[Place]) -> dict[Place, int]:
        """Wait for whoever holds one of them."""
        keys = {place: (self.consumer, *place) for place in places}
        await hold("lock", lambda: all(map(self.transaction.is_free, keys.values())))
        self.transaction.check()
        for key in keys.values():
            self.transaction.lock(key)
        stored = {place: self.transaction.get("position", key) for place, key in keys.items()}
        return {place: found.next for place, found in stored.items() if found is not None}

    async def close(
        self,
        places: Sequence[Place],
        messages: Mapping[Place, Sequence[Packed]],
        following: Mapping[Place, int],
    ) -> Mapping[int, Sequence[Packed]]:
        """What a statement adds it does not see, as in PostgreSQL."""
        await hold("close")
        self.transaction.check()
        left = waiting(self.transaction, self.consumer, places)
        cursor: list[tuple[Any, ...]] = [(no, pack(one), None, None) for no, one in left.items()]
        for place, packed in messages.items():
            number = self.transaction.number("outbox")
            self.transaction.put("outbox", (self.consumer, number), (place, pack(packed)))
            cursor.append((number, None, *place))
        for place, offset in following.items():
            key = (self.consumer, *place)
            before = self.transaction.get("position", key)
            self.transaction.put("position", key, Position(offset, *_log_of(before)))
        return outbox.owed(cast(Any, cursor), messages)


def waiting(
    transaction: Transaction, consumer: str, places: Sequence[Place]
) -> dict[int, Sequence[Packed]]:
    """The first rows of these partitions, in order of number."""
    rows = (
        (int(str(number)), unpack(packed))
        for (owner, number), (place, packed) in transaction.items("outbox")
        if owner == consumer and place in places
    )
    return dict(list(rows)[: outbox.AT_ONCE])


def _log_of(position: Position) -> tuple[str, str]:
    return position.cluster_id, position.topic_id
