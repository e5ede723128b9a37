"""Takes up what is due, hands it to whoever posts, and records what came of it."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Final, Protocol
from uuid import UUID

from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import transaction

from notifier.app.webhooks.settling import Settling, Tried
from notifier.app.webhooks.signing import Posting, Signing
from notifier.domain.webhooks.messages import posted
from notifier.domain.webhooks.pace import FAILED_HERE, LEASE, Answer
from notifier.domain.webhooks.sharing import share
from notifier.store import ledger
from notifier.store.webhooks import deliveries, secrets
from notifier.store.webhooks.deliveries import Taken
from notifier.store.webhooks.secrets import Sealed

_LOG: Final = logging.getLogger(__name__)
_WAIT_S: Final = 0.25
_STEP_S: Final = 1.0


class Postman(Protocol):
    """Posts without being waited for, as many at once as it is given."""

    def submit(self, posting: Posting) -> "Future[Answer]":
        """Begin; the answer comes within the time-out, whatever the endpoint does."""


class Dispatcher:
    """Sends what is due. Any number of processes may; in one of them only one step at a time.

    A delivery is leased and that is committed before it leaves: whoever dies after that leaves it
    to be sent once more under the same id. `places` is how many may be on their way at once.
    """

    def __init__(
        self,
        pool: ConnectionPool,
        postman: Postman,
        signing: Signing,
        settling: Settling,
        *,
        holder: str,
        places: int,
        now: Callable[[], datetime],
    ) -> None:
        self._pool = pool
        self._postman = postman
        self._signing = signing
        self._settling = settling
        self._holder = holder
        self._places = places
        self._now = now
        self._flying: dict[UUID, int] = defaultdict(int)
        self._landed: SimpleQueue[Tried] = SimpleQueue()
        self._back: list[Tried] = []
        self._released = False
        self._one_step = threading.Lock()

    def step(self) -> None:
        """Take up and record for a moment, or until nothing is due and nothing on its way."""
        with self._one_step:
            self._release()
            until = time.monotonic() + _STEP_S
            while self._take_up() + self._record() or self._flying:
                if time.monotonic() >= until:
                    return

    def _release(self) -> None:
        """Before the first: what an earlier process of this name was sending is due again."""
        if self._released:
            return
        with transaction(self._pool) as connection:
            deliveries.release(connection, self._holder, self._now())
        self._released = True

    def _take_up(self) -> int:
        """Lease what there are places for, commit, then let it leave."""
        free = self._places - sum(self._flying.values())
        if free <= 0:
            return 0
        now = self._now()
        with transaction(self._pool) as connection:
            ledger.commit_safely(connection)
            waiting = deliveries.waiting(connection, now)
            failing = {one.endpoint for one in waiting if one.failing}
            room = share(waiting, free, self._free_of(failing))
            if not room:
                return 0
            taken = deliveries.take(connection, room, now + LEASE, self._holder, now)
            valid = secrets.valid(connection, sorted({one.owner for one in taken}), now)
        for one in taken:
            self._send(one, valid.get(one.owner, ()), now)
        return len(taken)

    def _free_of(self, failing: Collection[UUID]) -> int:
        """What those that fail may still take: half of all places, less what hangs there now."""
        hanging = sum(count for endpoint, count in self._flying.items() if endpoint in failing)
        return max(self._places // 2 - hanging, 0)

    def _send(self, taken: Taken, valid: Sequence[Sealed], now: datetime) -> None:
        event = taken.event
        self._flying[taken.endpoint] += 1

        def landed(done: "Future[Answer]") -> None:
            self._landed.put(Tried(taken, now, _answer(done)))

        try:
            posting = self._signing.posting(taken.url, event.id, posted(event), valid, now)
            self._postman.submit(posting).add_done_callback(landed)
        except Exception:
            _LOG.exception("a webhook of type %s cannot be signed or posted", event.type)
            self._landed.put(Tried(taken, now, Answer(duration_ms=0, error=FAILED_HERE)))

    def _record(self) -> int:
        """Record what has come back, after a moment's wait if nothing has.

        What cannot be recorded now is kept for the next step.
        """
        with suppress(Empty):
            if not self._back and any(self._flying.values()):
                self._land(self._landed.get(timeout=_WAIT_S))
            while True:
                self._land(self._landed.get_nowait())
        count = len(self._back)
        if count:
            self._settling.settle(self._back)
            self._back.clear()
        return count

    def _land(self, tried: Tried) -> None:
        self._back.append(tried)
        endpoint = tried.taken.endpoint
        self._flying[endpoint] -= 1
        if not self._flying[endpoint]:
            del self._flying[endpoint]


def _answer(done: "Future[Answer]") -> Answer:
    try:
        return done.result()
    except (Exception, CancelledError):
        _LOG.exception("posting a webhook failed here")
        return Answer(duration_ms=0, error=FAILED_HERE)
