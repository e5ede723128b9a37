"""The projector's store in memory, in the place of its SQL."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace
from projection.app import flooding, incoming, projecting, recording, streams, taking
from projection.store import facts as real
from projection.store.clocks import Clock
from projection.store.facts import StoredFact
from projection.store.floods import Parked
from projection.store.saving import Moved
from projection.store.shipments import Row
from psycopg.errors import UniqueViolation
from simulation.database import Transaction

_KEPT = 3
"""Facts whose digests stand in the row itself: few, so that the index is used."""


class Clocks:
    @staticmethod
    def load(transaction: Transaction, partitions: Collection[int]) -> dict[int, Clock]:
        found = {one: transaction.get("clock", (one,)) for one in partitions}
        return {one: Clock(at, 0, 0) for one, at in found.items() if at is not None}

    @staticmethod
    def save(transaction: Transaction, known_at: Mapping[int, datetime]) -> None:
        for partition, at in known_at.items():
            transaction.put("clock", (partition,), at)


class Shipments:
    @staticmethod
    def load(transaction: Transaction, ids: Collection[str]) -> dict[str, Row]:
        found = (transaction.get("shipment", (name,)) for name in ids)
        return {row.id: replace(row) for row in found if row is not None}

    @staticmethod
    def number(transaction: Transaction, ids: Collection[str]) -> dict[str, int]:
        for name in ids:
            if transaction.get("shipment_key", (name,)) is None:
                transaction.put("shipment_key", (name,), transaction.number("shipment_key"))
        return {name: transaction.get("shipment_key", (name,)) for name in ids}


class Facts:
    digest = staticmethod(real.digest)
    as_number = staticmethod(real.as_number)
    scan_digest = staticmethod(real.scan_digest)

    @staticmethod
    def append(transaction: Transaction, facts: Collection[StoredFact]) -> None:
        for fact in facts:
            place = (fact.partition, fact.offset)
            if transaction.get("fact", place) is not None:
                raise UniqueViolation(f"fact {place} is there")
            transaction.put("fact", place, fact)

    @staticmethod
    def index(transaction: Transaction, entries: Collection[tuple[int, bytes, int]]) -> None:
        for no, short, offset in entries:
            transaction.put("fact_index", (no, real.as_number(short), offset), True)

    @staticmethod
    def indexed(
        transaction: Transaction, asked: Collection[tuple[int, bytes]]
    ) -> set[tuple[int, int]]:
        wanted = {(no, real.as_number(short)) for no, short in asked}
        there = {(no, short) for (no, short, _), _ in transaction.items("fact_index")}
        return wanted & there

    @staticmethod
    def history(
        transaction: Transaction, first: Mapping[int, tuple[int, bytes]], beyond: Collection[int]
    ) -> dict[int, list[StoredFact]]:
        places = {(part, at) for part, seen in first.values() for at in real.offsets_in(seen)}
        for (no, _, offset), _ in transaction.items("fact_index"):
            if no in beyond:
                places.add((first[no][0], offset))  # type: ignore[index,arg-type]
        histories: dict[int, list[StoredFact]] = {no: [] for no in first}
        for place in sorted(places):
            fact = transaction.get("fact", place)
            histories[fact.shipment_no].append(fact)
        return histories


class Saving:
    @staticmethod
    def insert(transaction: Transaction, moved: Collection[Moved]) -> None:
        for one in moved:
            if transaction.get("shipment", (one.row.id,)) is not None:
                raise UniqueViolation(f"shipment {one.row.id} is there")
            _write(transaction, one)

    @staticmethod
    def update(transaction: Transaction, moved: Collection[Moved]) -> Any:
        had = [one for one in moved if _is_same(transaction.get("shipment", (one.row.id,)), one)]
        for one in had:
            _write(transaction, one)
        return SimpleNamespace(rowcount=len(had))

    @staticmethod
    def relive(transaction: Transaction, rows: Sequence[Row]) -> None:
        """The whole row was written."""

    @staticmethod
    def rebook(transaction: Transaction, rows: Sequence[Row]) -> None:
        """The whole row was written."""


class Floods:
    @staticmethod
    def note(transaction: Transaction, parked: Mapping[int, Parked]) -> None:
        """Nobody looks here."""


def _write(transaction: Transaction, moved: Moved) -> None:
    transaction.put("shipment", (moved.row.id,), replace(moved.row, state=moved.state))


def _is_same(row: Row | None, moved: Moved) -> bool:
    return row is not None and row.no == moved.row.no


@contextmanager
def in_memory() -> Iterator[None]:
    """The projector keeps all it keeps in the simulation's database."""
    with ExitStack() as stack:
        for module, name, store in (
            (incoming, "clocks", Clocks),
            (projecting, "clocks", Clocks),
            (projecting, "shipments", Shipments),
            (projecting, "facts", Facts),
            (recording, "facts", Facts),
            (recording, "saving", Saving),
            (projecting, "KEPT", _KEPT),
            (streams, "KEPT", _KEPT),
            (taking, "KEPT", _KEPT),
            (flooding, "floods", Floods),
        ):
            stack.enter_context(patch.object(module, name, store))
        yield
