"""People's mailboxes, and senders whose steps are held before each effect."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final, cast

from notifier.app.handing import Pace
from notifier.app.letters import Letter, Links
from notifier.app.noting import Notes
from notifier.app.retailer_events import RetailerEvents
from notifier.app.sending import Sender
from notifier.domain.judging import Send
from notifier.domain.outcomes import Outcome, Refused, Taken, TryAgain, Unknown
from notifier.domain.rows import Row
from notifier.domain.triggers import Channel, State
from notifier.outbox.keeping import contents
from psycopg import Connection
from psycopg_pool import ConnectionPool
from simulation.database import Database
from simulation.faults import FAULTS
from simulation.notifying import held
from simulation.stepping import hold
from waymark_events.ids import RetailerId
from waymark_events.messages.retailers import RetailerSet

LEASE: Final = timedelta(seconds=60)
_SHOP: Final = RetailerSet(retailer=RetailerId("nordlicht"), version=1, name="Nordlicht", sms=False)
_LINKS: Final = Links("https://track.example", {"k1": bytes(range(16))})
FATES: Final[dict[str, tuple[bool, Outcome]]] = {
    "taken": (True, Taken()),
    "refused": (False, Refused("smtp_550")),
    "later": (False, TryAgain("smtp_451")),
    "lost answer": (True, Unknown("smtp_OSError")),
    "lost mail": (False, Unknown("smtp_OSError")),
}
"""Whether the person has it then, and what the server's answer, or silence, says."""


class Mailboxes:
    """What people have, by message. `fate` is how handing over ends next.

    `doubts` counts the attempts of which nothing definite was ever written down.
    """

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()
        self.doubts: Counter[str] = Counter()
        self.fate = "taken"

    def deliver(self, letter: Letter, to: Send) -> Outcome:
        """Hand over once."""
        del letter
        arrives, outcome = FATES[self.fate]
        self.fate = "taken"
        self.arrived[to.row.id] += arrives
        return outcome


class StepSender(Sender):
    """The production sender. Its transactions wait for nobody, so each happens at one moment."""

    def __init__(
        self,
        database: Database,
        boxes: Mailboxes,
        events: RetailerEvents,
        holder: str,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(
            cast(ConnectionPool, database),
            {Channel.EMAIL: boxes},
            contents,
            _LINKS,
            lambda _: _SHOP,
            holder=holder,
            pace=Pace(LEASE, timedelta(seconds=15)),
            notes=Notes(),
            events=events,
            now=now,
        )
        self._database = database
        self._boxes = boxes
        self._recording: Row | None = None

    async def work(self) -> None:
        """What its timer does, for as long as the process lives."""
        await self._safely(self.begin)
        while True:
            await hold("due", self._is_due)
            await self._safely(self.one)

    async def _safely(self, step: Callable[[], Any]) -> None:
        try:
            await step()
        except FAULTS:
            await hold("again")

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Connection]:
        await hold("commit", self._is_free)
        transaction = self._database.begin()
        yield cast(Connection, transaction)
        transaction.commit()
        await hold("committed")

    async def _deliver(self, send: Send, written: Letter) -> Outcome:
        self._boxes.doubts[send.row.id] += 1
        await hold("deliver")
        outcome = await super()._deliver(send, written)
        await hold("delivered")
        return outcome

    async def _record(self, row: Row, outcome: Outcome) -> None:
        self._recording = row
        try:
            await super()._record(row, outcome)
        finally:
            self._recording = None
            if not isinstance(outcome, Unknown) and self._is_noted(row):
                self._boxes.doubts[row.id] -= 1

    def _is_free(self) -> bool:
        """Whether nobody holds the row that is to be recorded."""
        row = self._recording
        return row is None or self._database.begin().is_free(held(row))

    def _is_noted(self, row: Row) -> bool:
        now: Row = self._database.table("ledger")[(row.id,)].row
        return now.attempts == row.attempts and now.state != State.SENDING

    def _is_due(self) -> bool:
        now = self._now()
        entries = self._database.table("ledger").values()
        return any(entry.next_try is not None and entry.next_try <= now for entry in entries)
