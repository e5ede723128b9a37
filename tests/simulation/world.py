"""All processes, logs and databases of one run, and whatever may happen to them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from notifier.app.planning import Planner
from notifier.app.retailer_events import RetailerEvents
from notifier.inbox import Inbox
from projection.app.projecting import Projector
from simulation import facts
from simulation.broker import Broker, Clock
from simulation.database import Database
from simulation.faults import fault_at
from simulation.mailing import Mailboxes
from simulation.members import Group
from simulation.processes import Consuming, Process, Relaying, Sending
from simulation.relaying import LogSource, QueueSource
from simulation.stepping import Thread
from simulation.tallying import OUTPUT, tally

PROJECTOR: Final = "projector"
TALLY: Final = "tally"
INBOX: Final = "inbox"
GROUPS: Final = (PROJECTOR, TALLY, INBOX)
SENDERS: Final = ("notifier-0", "notifier-1")
RELAYS: Final = ("order-relay", "notification-relay")
MEMBERS: Final = 3
"""Of each group: two in one process, which share their memory, and one in another."""
_PLACES: Final = ((0, 0), (0, 1), (1, 0))
_FETCHED: Final = ((2, 4), (7,))
"""By process and member: two owners of a partition never see it in the same batches."""


class World:
    """One run. `processes` by name; a name that died is taken by the process after it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.broker = Broker(self.clock)
        self.boxes = Mailboxes()
        self.databases = {name: Database() for name in (*GROUPS, "order")}
        self.databases[TALLY].table(OUTPUT)
        self.orders = LogSource(self.databases["order"], "order_event")
        self.notifications = QueueSource(self.databases[INBOX], "notification")
        self._know_people()
        self._groups = {group.name: group for group in self._declared()}
        self.owner = {(name, part): part % MEMBERS for name in GROUPS for part in self.partitions}
        self.processes: dict[str, Process] = {}
        for name in self.names:
            self._start(name)

    @property
    def partitions(self) -> range:
        """Those that are used, of every topic."""
        return range(facts.PARTITIONS)

    @property
    def names(self) -> Sequence[str]:
        """Of all processes that are always there."""
        return (*(f"{group}-{one}" for group in GROUPS for one in range(2)), *SENDERS, *RELAYS)

    @property
    def threads(self) -> Iterator[Thread]:
        """All that are not over."""
        for process in self.processes.values():
            yield from process.threads

    def ready(self) -> list[Thread]:
        """Those that could go on now."""
        return [thread for thread in self.threads if thread.ready]

    def at_work(self) -> list[str]:
        """The names of processes that could go on now; second leaders are among them."""
        return [
            name
            for name, process in self.processes.items()
            if any(thread.ready for thread in process.threads)
        ]

    def owning(self, group: str, partition: int) -> str:
        """The name of the process that was given a partition last."""
        return f"{group}-{_PLACES[self.owner[group, partition]][0]}"

    def crash(self, name: str) -> None:
        """A process dies where it is; another of its name starts with nothing in memory."""
        self.processes[name].die()
        if name in self.names:
            self._start(name)
        else:
            del self.processes[name]

    def second_leader(self, name: str) -> None:
        """A relay's lock is lost unnoticed: another process leads beside it."""
        second = f"{name}-beside"
        if second in self.processes:
            self.processes[second].die()
        self.processes[second] = Relaying(second, self._source(name), self.broker)

    def hand_over(self, group: str, partition: int, to: int) -> None:
        """A rebalance: the owner hears that it is owner no longer, whatever it has in hand."""
        before = self.owner[group, partition]
        self.owner[group, partition] = to
        for member in sorted({before, to}):
            self._assign(group, member)

    def take_over(self, group: str, partition: int, to: int) -> None:
        """The owner lies still and is given up: it hears nothing, and may go on at any time."""
        self.owner[group, partition] = to
        self._assign(group, to)

    def expire(self) -> None:
        """PostgreSQL ends the transactions that somebody waits for."""
        for process in self.processes.values():
            for transaction in process.transactions:
                if transaction.holds:
                    transaction.kill()

    def can_fail(self, thread: Thread) -> bool:
        """Whether its effect is one that can."""
        return fault_at(thread) is not None

    def fail(self, thread: Thread) -> None:
        """The effect of a thread fails, or its answer is lost."""
        fault = fault_at(thread)
        if fault is not None:
            thread.fail(fault)

    def arrive(self) -> None:
        """What dead processes had sent reaches the broker, late."""
        for message in self.broker.loose:
            self.broker.append(message)
        self.broker.loose.clear()

    def heal(self) -> None:
        """Who was given up hears of it, and what was under way arrives."""
        self.arrive()
        for group in GROUPS:
            for member in range(MEMBERS):
                self._assign(group, member)

    def end(self) -> None:
        """Let go of everything."""
        for process in self.processes.values():
            process.die()

    def keep(self) -> None:
        """A round of housekeeping of every member."""
        for process in self.processes.values():
            if isinstance(process, Consuming):
                process.keep()

    def _assign(self, group: str, member: int) -> None:
        owned = [part for part in self.partitions if self.owner[group, part] == member]
        one, number = _PLACES[member]
        process = self.processes[f"{group}-{one}"]
        assert isinstance(process, Consuming)
        process.assign(number, owned)

    def _start(self, name: str) -> None:
        self.processes[name] = self._made(name)
        group, _, one = name.rpartition("-")
        if group in GROUPS:
            for member, (process, _) in enumerate(_PLACES):
                if process == int(one):
                    self._assign(group, member)

    def _made(self, name: str) -> Process:
        if name in RELAYS:
            return Relaying(name, self._source(name), self.broker)
        if name in SENDERS:
            return Sending(name, self.databases[INBOX], self.boxes, lambda: self.clock.now)
        group, _, one = name.rpartition("-")
        fetched = _FETCHED[int(one)]
        return Consuming(name, self.databases[group], self.broker, self._groups[group], fetched)

    def _source(self, name: str) -> LogSource | QueueSource:
        return self.orders if name == RELAYS[0] else self.notifications

    def _declared(self) -> Iterator[Group]:
        yield Group("projection", PROJECTOR, facts.STREAM, lambda: Projector().on_shipment_events)
        yield Group("carrier_ingest", TALLY, facts.STREAM, lambda: tally)
        yield Group("notifier", INBOX, facts.STATUS, self._inbox)

    def _inbox(self) -> Callable[..., None]:
        planner = Planner(lambda _: False, lambda: self.clock.now)
        return Inbox(planner, RetailerEvents([], lambda: self.clock.now)).on_batch

    def _know_people(self) -> None:
        transaction = self.databases[INBOX].begin()
        for order in facts.orders():
            transaction.put("order", (order.order_id,), order)
        contact = facts.contact()
        transaction.put("contact", (contact.recipient_id,), contact)
        transaction.commit()
