"""The notifier's ledger and documents in memory, in the place of its SQL."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from unittest.mock import patch

from msgspec import Struct
from msgspec.structs import replace
from notifier import inbox
from notifier.app import announcing, knowing, planning, retailer_events, sending
from notifier.domain.outcomes import Next
from notifier.domain.retailer_events import RetailerEvent
from notifier.domain.rows import Row
from notifier.domain.triggers import State
from notifier.store.documents import Leg
from simulation.database import Transaction
from waymark_events.codec import Encoded
from waymark_events.messages.orders import OrderState
from waymark_events.messages.people import ContactSet
from waymark_events.topics.names import NOTIFICATION_EVENTS
from waymark_runtime.outgoing import outgoing

_ENDS = frozenset({State.SENT, State.FAILED, State.SUPPRESSED})


class Entry(Struct, frozen=True):
    """A row as it lies in the ledger."""

    number: int
    row: Row
    next_try: datetime | None
    holder: str | None = None


class Ledger:
    @staticmethod
    def commit_safely(transaction: Transaction) -> None:
        """Every commit is safe here."""

    @staticmethod
    def add(transaction: Transaction, rows: Iterable[Row]) -> list[Row]:
        new = []
        for row in rows:
            if transaction.get("ledger", (row.id,)) is None:
                next_try = None if row.state in _ENDS else row.planned_at
                entry = Entry(transaction.number("ledger"), row, next_try)
                transaction.put("ledger", (row.id,), entry)
                new.append(row)
        return new

    @staticmethod
    def told(
        transaction: Transaction, shipments: Sequence[str], parcels: Sequence[str]
    ) -> list[Row]:
        found = [
            entry
            for entry in _entries(transaction)
            if entry.row.about.shipment_id in shipments or entry.row.about.parcel_id in parcels
        ]
        for entry in found:
            if entry.next_try is not None:
                transaction.lock(held(entry.row))
        return [entry.row for entry in found]

    @staticmethod
    def one(transaction: Transaction, ledger_id: str) -> Row | None:
        entry = transaction.get("ledger", (ledger_id,))
        return entry.row if entry is not None else None

    @staticmethod
    def next_row(transaction: Transaction, now: datetime) -> Row | None:
        due = [
            one
            for one in _entries(transaction)
            if one.next_try and one.next_try <= now and transaction.is_free(held(one.row))
        ]
        return min(due, key=lambda one: (one.next_try, one.number)).row if due else None

    @staticmethod
    def take_up(
        transaction: Transaction, row: Row, lease_until: datetime, holder: str, now: datetime
    ) -> None:
        entry = transaction.get("ledger", (row.id,))
        taken = replace(
            entry.row, state=State.SENDING, doubtful=row.doubtful, attempts=row.attempts + 1
        )
        transaction.put("ledger", (row.id,), Entry(entry.number, taken, lease_until, holder))

    @staticmethod
    def move(transaction: Transaction, row: Row, to: Next, now: datetime) -> bool:
        entry = transaction.get("ledger", (row.id,))
        if entry.row.attempts != row.attempts or entry.next_try is None:
            return False
        moved = replace(entry.row, state=to.state, detail=to.detail, doubtful=to.doubtful)
        transaction.put("ledger", (row.id,), Entry(entry.number, moved, to.next_try, entry.holder))
        return True

    @staticmethod
    def release(transaction: Transaction, holder: str, now: datetime) -> None:
        for entry in _entries(transaction):
            if entry.row.state == State.SENDING and entry.holder == holder:
                transaction.put("ledger", (entry.row.id,), replace(entry, next_try=now))


class Documents:
    @staticmethod
    def legs(
        transaction: Transaction, shipments: Iterable[str], parcels: Iterable[str] = ()
    ) -> dict[str, Leg]:
        names, wanted = set(shipments), set(parcels)
        kept: list[Leg] = [leg for _, leg in transaction.items("leg")]
        found = [leg for leg in kept if leg.shipment_id in names or leg.parcels & wanted]
        return {leg.shipment_id: leg for leg in found}

    @staticmethod
    def keep_legs(transaction: Transaction, newest: Sequence[Leg]) -> None:
        for leg in newest:
            before = transaction.get("leg", (leg.shipment_id,))
            if before is None or before.place < leg.place:
                transaction.put("leg", (leg.shipment_id,), leg)

    @staticmethod
    def order(transaction: Transaction, name: str) -> OrderState | None:
        found: OrderState | None = transaction.get("order", (name,))
        return found

    @staticmethod
    def orders(transaction: Transaction, names: Iterable[str]) -> dict[str, OrderState]:
        found = {name: Documents.order(transaction, name) for name in set(names)}
        return {name: state for name, state in found.items() if state is not None}

    @staticmethod
    def contact(transaction: Transaction, name: str) -> tuple[ContactSet | None, bool]:
        return transaction.get("contact", (name,)), False


class Queue:
    @staticmethod
    def enqueue(transaction: Transaction, messages: Sequence[tuple[Encoded, bytes | None]]) -> None:
        for message, _ in messages:
            number = transaction.number("notification")
            transaction.put("notification", (number,), outgoing(NOTIFICATION_EVENTS, message))


class Heard:
    @staticmethod
    def add(
        transaction: Transaction, events: Sequence[RetailerEvent]
    ) -> dict[tuple[str, str], int]:
        new: dict[tuple[str, str], int] = {}
        for event in events:
            name = (event.retailer, event.id)
            if transaction.get("heard", name) is None:
                new[name] = transaction.number("heard")
                transaction.put("heard", name, (new[name], event.body))
        return new


def held(row: Row) -> tuple[str, str]:
    """The lock of an open row: planning holds it, and no sender takes it up meanwhile."""
    return ("ledger", row.id)


def _entries(transaction: Transaction) -> list[Entry]:
    return sorted((entry for _, entry in transaction.items("ledger")), key=lambda one: one.number)


@contextmanager
def in_memory() -> Iterator[None]:
    """The notifier keeps all it keeps in the simulation's database."""
    with ExitStack() as stack:
        for module, name, store in (
            (inbox, "ledger", Ledger),
            (planning, "ledger", Ledger),
            (planning, "documents", Documents),
            (sending, "ledger", Ledger),
            (knowing, "ledger", Ledger),
            (knowing, "documents", Documents),
            (announcing, "queue", Queue),
            (retailer_events, "retailer_events", Heard),
        ):
            stack.enter_context(patch.object(module, name, store))
        yield
