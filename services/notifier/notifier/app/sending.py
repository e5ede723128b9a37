"""Takes rows up one by one: judge, commit "sending", hand over, record."""

import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from msgspec.structs import replace
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime.postgres import transaction
from waymark_runtime.steps import at_once

from notifier.app import keeping
from notifier.app.announcing import announce
from notifier.app.handing import Gateway, Pace
from notifier.app.keeping import Writer
from notifier.app.knowing import known_of
from notifier.app.letters import Letter, Links, letter
from notifier.app.noting import Notes
from notifier.app.retailer_events import RetailerEvents
from notifier.domain.judging import End, Send, Wait, judge
from notifier.domain.outcomes import Next, Outcome, Unknown, after
from notifier.domain.pace import look_again
from notifier.domain.rows import KEPT, NO_PROVIDER, Row
from notifier.domain.triggers import Channel, State
from notifier.store import ledger
from notifier.store.kept import Contents

_LOG: Final = logging.getLogger(__name__)
_MOST_AT_ONCE: Final = 500


class Sender:
    """Sends what is due. Safe to run in several threads and processes at once.

    "Sending" is committed before the message leaves: whoever dies after that leaves a row whose
    lease ends, and it goes out once more under the same Message-ID. Messages of a test mode are
    given to nobody: they are kept as `write` writes them.
    """

    def __init__(
        self,
        pool: ConnectionPool,
        gateways: Mapping[Channel, Gateway],
        write: Writer,
        links: Links,
        retailer: Callable[[str], RetailerSet | None],
        *,
        holder: str,
        pace: Pace,
        notes: Notes,
        events: RetailerEvents,
        now: Callable[[], datetime],
    ) -> None:
        self._pool = pool
        self._gateways = gateways
        self._write = write
        self._links = links
        self._retailer = retailer
        self._holder = holder
        self._pace = pace
        self._notes = notes
        self._events = events
        self._now = now
        self._starting = threading.Lock()
        self._started = False

    def step(self) -> None:
        """Send until nothing is due."""
        self._release()
        for _ in range(_MOST_AT_ONCE):
            if not self.send_one():
                return

    def send_one(self) -> bool:
        """Bring the row that has waited longest one step on; False when none is due."""
        return at_once(self.one())

    async def one(self) -> bool:
        """The order of effects: taken up and committed, handed over, recorded and committed."""
        now = self._now()
        async with self._transaction() as connection:
            row = ledger.next_row(connection, now)
            if row is None:
                return False
            decided = self._decide(connection, row, now)
        if isinstance(decided, Next):
            self._notes.note(row, decided)
        elif decided is not None:
            await self._record(decided[0].row, await self._deliver(*decided))
        return True

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Connection]:
        with transaction(self._pool) as connection:
            ledger.commit_safely(connection)
            yield connection

    def _release(self) -> None:
        """Before the first sending: what an earlier process of this name left is in doubt."""
        with self._starting:
            if self._started:
                return
            at_once(self.begin())
            self._started = True

    async def begin(self) -> None:
        """End the leases of whoever had this name before."""
        async with self._transaction() as connection:
            ledger.release(connection, self._holder, self._now())

    def _decide(
        self, connection: Connection, row: Row, now: datetime
    ) -> tuple[Send, Letter] | Next | None:
        """What to hand over now, or how the row ended; None while it waits."""
        verdict = judge(row, known_of(connection, row, self._retailer), now)
        if isinstance(verdict, Send) and not self._links.knows(verdict.link):
            _LOG.error("link key %r is not among WAYMARK_LINK_KEYS", verdict.link.kid)
            verdict = Wait(look_again(row.planned_at, now), State.WAITING)
        if isinstance(verdict, Send) and not self._can_leave(verdict):
            verdict = End(State.SUPPRESSED, NO_PROVIDER)
        if isinstance(verdict, Wait):
            self._wait(connection, row, verdict, now)
            return None
        if isinstance(verdict, End):
            to = Next(state=verdict.state, detail=verdict.detail, doubtful=_in_doubt(row))
            return self._move(connection, row, to, now)
        return self._take_up(connection, verdict, now)

    def _take_up(
        self, connection: Connection, send: Send, now: datetime
    ) -> tuple[Send, Letter] | Next | None:
        """Write the letter before the row is in doubt; one that cannot be written fails."""
        row = replace(send.row, doubtful=_in_doubt(send.row))
        try:
            written = letter(send, self._links, now)
            kept = self._write(written, send) if send.retailer.test else None
        except Exception:
            _LOG.exception("a message about %s cannot be written", row.what.trigger)
            to = Next(state=State.FAILED, detail="cannot_be_written", doubtful=row.doubtful)
            return self._move(connection, row, to, now)
        if kept is not None:
            return self._keep(connection, send, kept, now)
        ledger.take_up(connection, row, now + self._pace.lease, self._holder, now)
        taken = replace(row, state=State.SENDING, attempts=row.attempts + 1)
        return replace(send, row=taken), written

    def _keep(
        self, connection: Connection, send: Send, written: Contents, now: datetime
    ) -> Next | None:
        """Nobody is given it, so nothing can be in doubt: it ends in this transaction."""
        if keeping.keep(connection, written, send, now):
            return self._move(connection, send.row, Next(state=State.SENT, detail=KEPT), now)
        again = Wait(look_again(send.row.planned_at, now), State.WAITING)
        self._wait(connection, send.row, again, now)
        return None

    def _can_leave(self, send: Send) -> bool:
        return send.retailer.test or send.row.channel in self._gateways

    def _wait(self, connection: Connection, row: Row, wait: Wait, now: datetime) -> None:
        to = Next(state=wait.state, next_try=wait.until, doubtful=_in_doubt(row))
        ledger.move(connection, row, to, now)

    async def _deliver(self, send: Send, written: Letter) -> Outcome:
        try:
            return self._gateways[send.row.channel].deliver(written, send)
        except Exception as fault:
            _LOG.exception("handing over by %s failed", send.row.channel)
            return Unknown(f"gateway_{type(fault).__name__}")

    async def _record(self, row: Row, outcome: Outcome) -> None:
        now = self._now()
        to = after(row, outcome, self._pace.first_pause, now)
        async with self._transaction() as connection:
            moved = self._move(connection, row, to, now)
        if moved is not None:
            self._notes.note(row, moved)

    def _move(self, connection: Connection, row: Row, to: Next, now: datetime) -> Next | None:
        """Where the row went; None when somebody else has taken it up since."""
        if not ledger.move(connection, row, to, now):
            return None
        ended = announce(connection, [(replace(row, state=to.state, detail=to.detail), now)])
        self._events.take(connection, ended)
        return to


def _in_doubt(row: Row) -> bool:
    """A row found in `sending` was left there by somebody who died, or takes too long."""
    return row.doubtful or row.state == State.SENDING
