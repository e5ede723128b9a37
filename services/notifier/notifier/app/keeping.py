"""A test mode's messages: written as they would go out, and kept to be looked at instead."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import transaction

from notifier.app.letters import Letter
from notifier.domain.judging import Send
from notifier.store import kept
from notifier.store.kept import Contents, Owner

_LOG: Final = logging.getLogger(__name__)


class Writer(Protocol):
    """Writes a letter as its channel would carry it."""

    def __call__(self, letter: Letter, to: Send) -> Contents:
        """The contents and the address."""


def keep(connection: Connection, written: Contents, send: Send, now: datetime) -> bool:
    """Keep what was written; False while or once the contact it was written from is not there."""
    row = send.row
    return kept.keep(connection, Owner(row.id, row.about.retailer, row.recipient_id), written, now)


class Forgetting:
    """Deletes what was kept long enough; a step of a timer."""

    def __init__(self, pool: ConnectionPool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now

    def step(self) -> None:
        """Forget."""
        with transaction(self._pool) as connection:
            forgotten = kept.forget(connection, self._now())
        if forgotten:
            _LOG.info("%d kept messages were old enough to go", forgotten)
