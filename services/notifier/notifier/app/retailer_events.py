"""Keeps what retailers hear, once, and hands what is new to each way it goes out by."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.codec import Encoded, Envelope, encode
from waymark_runtime.postgres import transaction

from notifier.domain.retailer_events import KEPT, RetailerEvent, is_kept, retailer_event
from notifier.store import retailer_events

_BATCH: Final = 1_000


class Heard(Struct, frozen=True):
    """A message and the very record it was read from, or is written as."""

    message: Envelope
    record: Encoded


class Kept(Struct, frozen=True):
    """An event that was not there before, under its number, with the record of our own topic.

    One that was there before, and is said again, has the number 0.
    """

    number: int
    event: RetailerEvent
    record: Encoded


Sink = Callable[[Connection, Sequence[Kept]], None]
"""Puts new events on one way out, in the transaction that keeps them; it waits for no other row."""


class RetailerEvents:
    """Takes what was heard. A repeated batch gives the sinks nothing.

    `repeats` is given the answers that are said once more, since whoever repeats a command waits
    for them.
    """

    def __init__(
        self, sinks: Sequence[Sink], now: Callable[[], datetime], repeats: Sink | None = None
    ) -> None:
        self._sinks = sinks
        self._now = now
        self._repeats = repeats

    def take(self, connection: Connection, heard: Iterable[Heard]) -> None:
        """Keep what retailers hear of this, in one statement: the transaction's last step.

        It locks the retailers until the commit, so that their numbers have no late-comers.
        """
        now = self._now()
        found: dict[retailer_events.Name, tuple[RetailerEvent, Encoded]] = {}
        for one in heard:
            event = retailer_event(one.message, one.record.value or b"")
            if event is not None and is_kept(event, now):
                found.setdefault((event.retailer, event.id), (event, one.record))
        if not found:
            return
        numbers = retailer_events.add(connection, [event for event, _ in found.values()])
        new = [Kept(number, *found[name]) for name, number in numbers.items()]
        self._repeat(connection, [one for name, one in found.items() if name not in numbers])
        if new:
            new.sort(key=lambda kept: kept.number)
            for sink in self._sinks:
                sink(connection, new)

    def _repeat(
        self, connection: Connection, known: Sequence[tuple[RetailerEvent, Encoded]]
    ) -> None:
        again = [Kept(0, event, record) for event, record in known if event.is_answer]
        if again and self._repeats is not None:
            self._repeats(connection, again)


class Forgetting:
    """Deletes events whose time is over, a few at a time."""

    def __init__(self, pool: ConnectionPool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now

    def step(self) -> None:
        """Delete all that are too old."""
        while True:
            with transaction(self._pool) as connection:
                until = self._now() - KEPT
                if retailer_events.forget(connection, until, _BATCH) < _BATCH:
                    return


def own(message: Envelope) -> Heard:
    """A message of our own, in the bytes that are written to its topic."""
    return Heard(message, encode(message))
