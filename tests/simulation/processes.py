"""Processes that can die at any effect: what was not committed is lost with their memory."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from datetime import datetime
from typing import Final

from aiokafka import TopicPartition
from msgspec.structs import replace
from notifier.app.retailer_events import RetailerEvents
from simulation.broker import Broker
from simulation.database import Database, Transaction
from simulation.faults import FAULTS
from simulation.mailing import Mailboxes, StepSender
from simulation.members import Group, Member
from simulation.relaying import LogSource, QueueSource, lead
from simulation.stepping import Hold, Thread
from waymark_runtime.steps import at_once

_READ: Final = "read"
_OPEN: Final = "open"
_KEEP: Final = "keep"


class Process:
    """Threads by name; `start` makes one anew, and the one of that name before is gone."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._threads: dict[str, Thread] = {}

    @property
    def threads(self) -> Iterator[Thread]:
        """Those that are not over."""
        yield from (thread for thread in self._threads.values() if thread.at is not None)

    @property
    def transactions(self) -> Iterator[Transaction]:
        """Those that are open."""
        yield from ()

    def start(self, name: str, step: Coroutine[Hold, None, None]) -> None:
        """Begin a step; it is held before its first effect."""
        self.stop(name)
        self._threads[name] = Thread(f"{self.name} {name}", step)

    def stop(self, name: str) -> None:
        """End a step where it is."""
        if (before := self._threads.pop(name, None)) is not None:
            before.die()

    def die(self) -> None:
        """End all of it where it is."""
        for name in list(self._threads):
            self.stop(name)


class Consuming(Process):
    """A process with members of one group, which share the handler, as in a worker.

    `fetched` is how many records of a partition each takes at once.
    """

    def __init__(
        self, name: str, database: Database, broker: Broker, group: Group, fetched: Iterable[int]
    ) -> None:
        super().__init__(name)
        handler = group.handler()
        shared = replace(group, handler=lambda: handler)
        self.members = [Member(database, broker, shared, most) for most in fetched]
        for number, member in enumerate(self.members):
            self.start(f"{_READ} {number}", member.read())

    @property
    def transactions(self) -> Iterator[Transaction]:
        """Of the batches in hand."""
        for member in self.members:
            if member.applier.open is not None:
                yield member.applier.open

    def assign(self, number: int, partitions: Collection[int]) -> None:
        """A rebalance gives a member these partitions, and takes all others."""
        member = self.members[number]
        assigned = {TopicPartition(member.group.topic, one) for one in partitions}
        at_once(member.opener.on_partitions_revoked(set()))
        member.client.assign(assigned)
        self.start(f"{_OPEN} {number}", member.open(assigned))

    def keep(self) -> None:
        """A round of each member's housekeeping, unless the last is still under way."""
        for number, member in enumerate(self.members):
            name = f"{_KEEP} {number}"
            if self._threads.get(name) is None or self._threads[name].at is None:
                self.start(name, _kept(member))


class Relaying(Process):
    """A process that leads a relay, or believes that it does."""

    def __init__(self, name: str, source: LogSource | QueueSource, broker: Broker) -> None:
        super().__init__(name)
        self.start("lead", lead(source, broker))


class Sending(Process):
    """A process that sends what is due; `name` is also who holds its rows."""

    def __init__(
        self, name: str, database: Database, boxes: Mailboxes, now: Callable[[], datetime]
    ) -> None:
        super().__init__(name)
        sender = StepSender(database, boxes, RetailerEvents([], now), name, now)
        self.start("send", sender.work())


async def _kept(member: Member) -> None:
    try:
        await member.keep()
    except FAULTS:
        return
