"""The database server's clock, for what processes of one service agree on: leases and due times."""

import time
from datetime import datetime, timedelta
from typing import Final

from psycopg_pool import ConnectionPool

from waymark_runtime.postgres import transaction

LOOK_EVERY_S: Final = 10.0


class SharedClock:
    """Tells the time of the database server; in between it counts on by the monotonic clock.

    A process whose own clock is hours wrong would take what another has in hand, so that a person
    is told twice, or put off for hours what is due. `look` is a timer's step.
    """

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._read: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """This instant; an error of psycopg when nobody could be asked yet."""
        told, at = self._read or self._ask()
        return told + timedelta(seconds=time.monotonic() - at)

    def look(self) -> None:
        """Ask the server again: clocks drift, and a machine may have slept."""
        self._ask()

    def _ask(self) -> tuple[datetime, float]:
        with transaction(self._pool) as connection:
            began = time.monotonic()
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            at = (began + time.monotonic()) / 2
        if row is None:
            raise LookupError("PostgreSQL answered no row")
        self._read = (row[0], at)
        return self._read
