"""Members of consumer groups: production's own, on ports that hold before every effect."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, cast

from aiokafka import TopicPartition
from msgspec import Struct
from psycopg_pool import ConnectionPool
from simulation.broker import Broker, Client
from simulation.database import Database, Transaction
from simulation.faults import FAULTS
from simulation.ports import MemoryBatch, MemoryPositions, MemoryRows
from simulation.stepping import Turn, hold
from waymark_runtime.consumer.applying import Applied, Applier, Batch, Poison
from waymark_runtime.consumer.holding import Held
from waymark_runtime.consumer.hosting import Consumption
from waymark_runtime.consumer.opening import Opener
from waymark_runtime.consumer.retrying import Budget, Retrier
from waymark_runtime.consumer.sending import Sender
from waymark_runtime.consumer.work import BatchHandler
from waymark_runtime.moving import Publish


class Group(Struct, frozen=True):
    """A consumer group: whose it is, what it reads, and a handler made anew with its process."""

    service: str
    name: str
    topic: str
    handler: Callable[[], BatchHandler]


class StepApplier(Applier):
    """The production applier, whose step is held before each effect."""

    def __init__(self, database: Database, broker: Broker, group: Group) -> None:
        super().__init__(
            cast(ConnectionPool, database),
            group.handler(),
            service=group.service,
            consumer=group.name,
            compacted=frozenset(),
            known=None,
        )
        self._database = database
        self._broker = broker
        self.open: Transaction | None = None

    async def applied(self, batch: Batch, poison: Poison) -> Applied:
        """Step by step, not in a thread."""
        return await self.step(batch, poison)

    def _held(self) -> AbstractAsyncContextManager[Held]:
        return self._holding()

    @asynccontextmanager
    async def _holding(self) -> AsyncIterator[Held]:
        await hold("begin")
        self.open = self._database.begin()
        try:
            yield MemoryBatch(self.open, self.consumer, self._broker)
            await hold("commit")
            self.open.commit()
        finally:
            self.open.roll_back()
            self.open = None
        await hold("committed")


class StepRetrier(Retrier):
    """The production retrier, whose pauses are as long as the scheduler likes."""

    def __init__(self, applier: StepApplier, budget: Budget, publish: Publish) -> None:
        super().__init__(applier, budget)
        self.publish = publish

    async def pause(self, seconds: float) -> None:
        """Somebody else goes first."""
        del seconds
        await hold("pause")


class Member:
    """One member: `read` and `open` are steps for threads, `keep` a round of housekeeping."""

    def __init__(self, database: Database, broker: Broker, group: Group, most: int) -> None:
        self.group = group
        self.client = Client(broker, most)
        self.applier = StepApplier(database, broker, group)
        self.sender = Sender(MemoryRows(database, group.name), broker.publish)
        self.sender._turn = Turn()  # type: ignore[assignment]  # one that waits without a loop
        positions = MemoryPositions(database, group.name)
        self.opener = Opener(group.name, positions, broker.ids, prefix="", gate=None)
        self.opener.kafka = lambda: self.client
        self.opener.before_first = self.sender.send
        retrier = StepRetrier(self.applier, Budget(tries=3, seconds=1e9), broker.publish)
        self.hosted = Consumption(group.name, "", self.opener, retrier, self.sender)

    async def read(self) -> None:
        """What FastStream does: fetch, hand over, again."""
        while True:
            await self.hosted.on_batch(cast(Any, await self.client.fetch()))

    async def open(self, assigned: Iterable[TopicPartition]) -> None:
        """What the opener does after a rebalance, until it has succeeded."""
        while True:
            try:
                return await self.opener.open(sorted(assigned))
            except FAULTS:
                await hold("open again")

    async def keep(self) -> None:
        """A round of the keeper: late rows go out."""
        if self.hosted.is_idle:
            await self.sender.send([self.opener.place(one) for one in self.opener.opened])
