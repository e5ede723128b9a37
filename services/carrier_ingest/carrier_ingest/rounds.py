"""The poller's clock: every account is looked at in its own thread, never twice at a time."""

import asyncio
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from waymark_runtime.timers import Timer

from carrier_ingest.app.polling import Poller
from carrier_ingest.store.accounts import Account

_LOG = logging.getLogger(__name__)

_ACCOUNTS_AT_ONCE: Final = 8


class Rounds:
    """A slow or dead carrier holds up its own account and no other."""

    def __init__(self, poller: Poller) -> None:
        self._poller = poller
        self._threads = ThreadPoolExecutor(_ACCOUNTS_AT_ONCE, thread_name_prefix="poll")
        self._under_way: dict[str, Future[None]] = {}

    def step(self) -> None:
        """Begin a look with every account that is not being looked at."""
        for account in self._poller.accounts():
            before = self._under_way.get(account.place)
            if before is None or before.done():
                self._under_way[account.place] = self._threads.submit(self._look, account)

    def close(self) -> None:
        """End after the requests that are under way."""
        self._poller.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _look(self, account: Account) -> None:
        """A fault here is ours or the database's: said once a look, tried again at the next."""
        try:
            self._poller.look(account)
        except Exception:
            _LOG.exception("the look with account %s failed", account.place)


class PollTimer(Timer, frozen=True):
    """Takes the rounds' step, and ends the looks under way before the pool is closed."""

    rounds: Rounds

    async def run(self, stopping: asyncio.Event) -> None:
        """Go round until the process ends."""
        try:
            await super().run(stopping)
        finally:
            await asyncio.to_thread(self.rounds.close)


def every(seconds: float, rounds: Rounds) -> PollTimer:
    """A timer for the worker."""
    return PollTimer(seconds, rounds.step, rounds)
