"""Committed logs and queues in memory, and the relays that move them; the step is production's."""

from collections.abc import Sequence

from simulation.broker import Broker
from simulation.database import Database
from simulation.faults import FAULTS
from simulation.stepping import call, hold
from waymark_runtime.moving import Entry, move
from waymark_runtime.outgoing import Outgoing

_AT_ONCE = 3


class LogSource:
    """A log that is kept, as `relay.LogSource` reads it: above the stored number."""

    def __init__(self, database: Database, name: str) -> None:
        self.name = name
        self._database = database

        self._first: dict[str, int] = {}

    def append(self, message: Outgoing) -> None:
        """Commit an entry: whoever did is told that it will go out."""
        log = self._database.table(self.name)
        log[(len(log) + 1,)] = message
        ce_id = (dict(message.headers)["ce_id"] or b"").decode()
        self._first.setdefault(ce_id, len(log))

    @property
    def end(self) -> int:
        """The highest number."""
        return len(self._database.table(self.name))

    @property
    def names(self) -> set[str]:
        """The ids of all facts that were committed."""
        return set(self._first)

    def first_number(self, ce_id: str) -> int | None:
        """Where a fact was committed first; None when it never was."""
        return self._first.get(ce_id)

    @property
    def position(self) -> int:
        """The highest number that is known to be published."""
        at: int = self._database.table("relay_position").get((self.name,), 0)
        return at

    def pending(self, limit: int) -> Sequence[Entry]:
        """Entries above the position."""
        log = self._database.table(self.name)
        first = self.position + 1
        last = min(len(log), self.position + min(limit, _AT_ONCE))
        return [Entry(number, [log[(number,)]]) for number in range(first, last + 1)]

    def published(self, entries: Sequence[Entry]) -> None:
        """The position never falls."""
        highest = max(self.position, entries[-1].number)
        self._database.table("relay_position")[(self.name,)] = highest


class QueueSource:
    """A queue, as `relay.QueueSource` reads it: rows are deleted once published."""

    def __init__(self, database: Database, name: str) -> None:
        self.name = name
        self._database = database

    def pending(self, limit: int) -> Sequence[Entry]:
        """The oldest rows."""
        queue = self._database.table(self.name)
        numbers = sorted(int(str(key[0])) for key in queue)[: min(limit, _AT_ONCE)]
        return [Entry(number, [queue[(number,)]]) for number in numbers]

    def published(self, entries: Sequence[Entry]) -> None:
        """Delete exactly these."""
        for entry in entries:
            self._database.table(self.name).pop((entry.number,), None)


async def lead(source: LogSource | QueueSource, broker: Broker) -> None:
    """What a leader does while it leads, or believes that it does."""
    while True:
        await hold("lead", lambda: bool(source.pending(1)))
        try:
            await move(source, broker.publish, call)
        except FAULTS:
            await hold("lead again")
