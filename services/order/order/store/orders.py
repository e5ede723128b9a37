"""Orders from the log and into it."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, Final, Self
from uuid import UUID

from eventsourcing.persistence import (
    DatabaseError,
    EventStore,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import OrderId
from waymark_runtime.faults import TransientFault
from waymark_runtime.postgres import is_away

from order.domain.evolve import evolve, fold
from order.domain.facts import Fact
from order.domain.order import Order
from order.domain.standing import completes_at
from order.store.beside import Beside, Due
from order.store.entries import Entry, FactMapper
from order.store.recorder import OrderRecorder, make_recorder

_LOG: Final = logging.getLogger(__name__)
_AGAIN_AFTER_S: Final = 1.0


class OvertakenError(Exception):
    """Another writer was first: what was decided on is no longer so. Load and decide again."""


class Change(Struct, frozen=True):
    """Facts that follow an order (None: its first ones), and the order `after` them."""

    before: Order | None
    facts: tuple[Fact, ...]
    after: Order

    @classmethod
    def of(cls, before: Order | None, facts: tuple[Fact, ...]) -> Self:
        """Fold them once; ValueError where there is neither a fact nor an order before."""
        order = before
        for fact in facts:
            order = evolve(order, fact)
        if order is None:
            raise ValueError("a change of nothing by nothing")
        return cls(before, facts, order)

    @property
    def entries(self) -> list[Entry]:
        """The facts with their places."""
        start = self.before.version + 1 if self.before is not None else 1
        originator = UUID(self.after.order_id)
        return [Entry(originator, start + n, fact) for n, fact in enumerate(self.facts)]

    @property
    def due(self) -> Due:
        """When the order falls due after it."""
        after = self.after
        return Due(retailer=after.retailer, order_id=after.order_id, at=completes_at(after))


class OrderStore:
    """The event store of orders, and of the changes of contacts, retailers and keys."""

    def __init__(self, recorder: OrderRecorder) -> None:
        self.recorder = recorder
        self._mapper = FactMapper()
        self._events = EventStore[UUID](self._mapper, recorder)

    def load(self, order: OrderId, upto: int | None = None) -> Order | None:
        """The order, or as it was at version `upto`; None when it was never placed."""
        with _reachable():
            return fold(_facts(self._events.get(UUID(order), lte=upto)))

    def load_many(
        self, ids: Iterable[OrderId], connection: Connection[Any] | None = None
    ) -> dict[OrderId, Order]:
        """Orders in one round trip; those never placed are absent."""
        found = {name: fold(facts) for name, facts in self.histories(ids, connection).items()}
        return {name: order for name, order in found.items() if order is not None}

    def histories(
        self, ids: Iterable[OrderId], connection: Connection[Any] | None = None
    ) -> dict[OrderId, tuple[Fact, ...]]:
        """All facts of orders in one round trip, each order's in turn; of others nothing."""
        wanted = sorted({UUID(order) for order in ids})
        if not wanted:
            return {}
        with _reachable():
            stored = self.recorder.select_many(wanted, connection)
        entries = map(self._mapper.to_domain_event, stored)
        return {
            OrderId(str(originator)): tuple(_facts(group))
            for originator, group in groupby(entries, key=lambda entry: entry.originator_id)
        }

    def heads(
        self, originators: Iterable[UUID], connection: Connection[Any] | None = None
    ) -> dict[UUID, int]:
        """How many facts each has in the log; those with none are absent."""
        with _reachable():
            return self.recorder.select_heads(sorted(set(originators)), connection)

    def save(self, entries: Sequence[Entry], beside: Beside) -> None:
        """Commit events and rows together, or nothing. `OvertakenError`: another was first.

        That includes a repeat of the same idempotency key, and a commit whose answer was lost.
        """
        try:
            with _reachable():
                self._events.put(entries, beside=beside)
        except IntegrityError as conflict:
            raise OvertakenError(str(conflict)) from conflict

    def save_within(
        self, connection: Connection[Any], changes: Sequence[Change], beside: Beside
    ) -> None:
        """Append many orders' facts in one call, in a transaction under way."""
        self.append_within(connection, [e for change in changes for e in change.entries], beside)

    def append_within(
        self, connection: Connection[Any], entries: Sequence[Entry], beside: Beside
    ) -> None:
        """Append entries in this order and write the rows, in a transaction under way."""
        stored = [self._mapper.to_stored_event(entry) for entry in entries]
        self.recorder.insert_within(connection, stored, beside)

    def close(self) -> None:
        """Close the connections."""
        self.recorder.datastore.close()


@contextmanager
def store_on(database_url: str, pool_size: int, *, waits: bool = False) -> Iterator[OrderStore]:
    """A store on this database, closed at the end.

    The library connects at once: a program that `waits` begins when the database is there.
    """
    store = _made(database_url, pool_size)
    while store is None:
        if not waits:
            raise TransientFault("the database of the order log does not answer", "database")
        _LOG.warning("the database of the order log does not answer; trying again")
        time.sleep(_AGAIN_AFTER_S)
        store = _made(database_url, pool_size)
    try:
        yield store
    finally:
        store.close()


def _made(database_url: str, pool_size: int) -> OrderStore | None:
    """None while the database is away."""
    try:
        return OrderStore(make_recorder(database_url, pool_size))
    except (InterfaceError, OperationalError):
        return None


@contextmanager
def _reachable() -> Iterator[None]:
    """The library's own names for a database that is away become ours."""
    try:
        yield
    except DatabaseError as fault:
        if isinstance(fault, OperationalError) or is_away(fault.__cause__ or fault):
            raise TransientFault(f"the log is away: {type(fault).__name__}", "database") from fault
        raise
    except InterfaceError as away:
        raise TransientFault(f"the log is away: {type(away).__name__}", "database") from away


def _facts(entries: Iterable[Any]) -> Iterable[Fact]:
    return (entry.fact for entry in entries if isinstance(entry.fact, Fact))
