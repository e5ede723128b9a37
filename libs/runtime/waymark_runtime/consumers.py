"""The consumers of a worker: groups that are always there, and those that come and go."""

import asyncio

from faststream.kafka import KafkaBroker

from waymark_runtime import directory
from waymark_runtime.consumer import Member, consume
from waymark_runtime.consumer.keeping import Keeper
from waymark_runtime.plan import Group, Plan
from waymark_runtime.producer import Producer


class Consumers:
    """Hangs a worker's groups on a broker. They flow once `gate` is set; the directory at once."""

    def __init__(self, plan: Plan, producer: Producer, gate: asyncio.Event) -> None:
        self._plan = plan
        self._producer = producer
        self._gate = gate

    def subscribe(self, broker: KafkaBroker) -> list[Keeper]:
        """Register every group that is always there, on a broker that is not started yet."""
        own = Group(directory.GROUP, directory.SOURCES, directory.on_directory)
        others = (
            self.member(broker, group, number)
            for group in self._plan.groups
            for number in range(group.members)
        )
        return [self._made(broker, own, None), *others]

    def member(self, broker: KafkaBroker, group: Group, number: int = 0) -> Keeper:
        """Register one member of a group; whoever comes after the broker's start is started."""
        return self._made(broker, group, self._gate, number)

    def _made(
        self, broker: KafkaBroker, group: Group, gate: asyncio.Event | None, number: int = 0
    ) -> Keeper:
        plan = self._plan
        member = Member(plan.service, group.name, group.topics, number, group.most, group.passing)
        return consume(
            broker,
            member,
            group.handler,
            pool=plan.pool,
            producer=self._producer,
            settings=plan.settings,
            known=plan.directory.knows if gate is not None else None,
            gate=gate,
            budget=group.budget,
        )
