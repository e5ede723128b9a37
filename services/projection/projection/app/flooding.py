"""Numbers that take no more facts: noted where they are parked, and shown to whoever runs this."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from prometheus_client import Gauge
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.codec import Refusal
from waymark_runtime.postgres import transaction

from projection.app.incoming import Incoming
from projection.app.streams import Stream
from projection.store import floods
from projection.store.floods import Parked

FLOODED: Final = Gauge(
    "waymark_projection_flooded_numbers", "Numbers of which a fact was parked in the last hour"
)
_LATELY: Final = timedelta(hours=1)


class Flood:
    """What one batch parks because there is too much of it."""

    def __init__(self) -> None:
        self._parked: dict[int, Parked] = {}

    def add(self, stream: Stream | None, incoming: Incoming, refusal: Refusal) -> None:
        """Count a record that was parked, if that was the reason."""
        if stream is None or refusal.reason != "flooded":
            return
        at = incoming.record.appended_at
        before = self._parked.get(stream.row.no, Parked(0, at, at))
        last = max(before.last_at, at)
        self._parked[stream.row.no] = Parked(before.count + 1, before.first_at, last)

    def note(self, connection: Connection) -> None:
        """Write it down, in the transaction that parks."""
        floods.note(connection, self._parked)


class FloodWatch:
    """Shows the floods of the last hour: a gauge, and a sentence for `/ready`."""

    def __init__(self, pool: ConnectionPool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now
        self.sentence: str | None = None

    def look(self) -> None:
        """A step of a timer."""
        with transaction(self._pool) as connection:
            found = floods.since(connection, self._now() - _LATELY)
        FLOODED.set(found.count)
        self.sentence = (
            f"{found.count} numbers take no more facts; most of shipment {found.worst}: see"
            " `waymark dead-letters list --service projection --reason flooded`"
            if found.count
            else None
        )

    async def remark(self) -> str | None:
        """The sentence; None while no number is flooded."""
        return self.sentence
