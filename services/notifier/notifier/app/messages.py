"""Answers who was told what, and what it said where that was kept; of one retailer at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.ids import RetailerId
from waymark_runtime.postgres import tenant, transaction

from notifier.store import kept, listing
from notifier.store.kept import Contents
from notifier.store.listing import Listed


class Page(Struct, frozen=True):
    """A page of messages, newest first; `following` is where the next one begins, if any."""

    items: Sequence[Listed]
    following: int | None


class Messages:
    """The reading side. None is not found, or another retailer's, which is the same."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def page(
        self, retailer: RetailerId, narrowed: Mapping[str, str], before: int | None, limit: int
    ) -> Page:
        """The messages before a number, narrowed by internal ids."""
        with self._of(retailer) as connection:
            rows = listing.listed(connection, narrowed, before, limit + 1)
        return Page(rows[:limit], rows[limit - 1].number if len(rows) > limit else None)

    def one(self, retailer: RetailerId, ledger_id: str) -> tuple[Listed, Contents | None] | None:
        """A message, and what it says if that was kept."""
        with self._of(retailer) as connection:
            row = listing.one(connection, ledger_id)
            said = kept.contents(connection, ledger_id) if row is not None else None
        return None if row is None else (row, said)

    @contextmanager
    def _of(self, retailer: RetailerId) -> Iterator[Connection]:
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            yield connection
