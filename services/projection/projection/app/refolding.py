"""Rows that an older fold left: folded anew when they are next touched, a difference is said."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec.structs import replace
from psycopg import Connection
from waymark_events.ids import ShipmentId
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_runtime.faults import Outdated

from projection.app.reading import fact_from
from projection.app.saying import REBUILT, said_of
from projection.domain import FOLD_VERSION, Fact, fold_again, pack, status
from projection.store import facts, shipments
from projection.store.facts import StoredFact
from projection.store.shipments import KEPT, Row

_DOCUMENT = msgspec.json.Decoder(ShipmentStatusChanged)


GoOn = Callable[[], None]
"""Called fact by fact, since PostgreSQL ends a transaction that lies idle."""


def refuse_newer(rows: Iterable[Row]) -> None:
    """A row of a newer fold is no business of this build: Outdated, until it is replaced."""
    for row in rows:
        if is_newer(row):
            raise Outdated(f"{row.id} was folded by a newer build; end this one")


def is_newer(row: Row) -> bool:
    """Whether a newer build has folded it."""
    return row.fold_version > FOLD_VERSION


def refold(
    connection: Connection, rows: Iterable[Row], go_on: GoOn
) -> dict[ShipmentId, ShipmentStatusChanged]:
    """Give rows of an older fold the state that this one has; what to say where it differs."""
    older = [row for row in rows if row.fold_version < FOLD_VERSION]
    if not older:
        return {}
    places = {row.no: (row.partition, row.seen) for row in older}
    histories = facts.history(connection, places, [row.no for row in older if row.version > KEPT])
    documents = shipments.documents(connection, [row.no for row in older])
    found: dict[ShipmentId, ShipmentStatusChanged] = {}
    for row in older:
        body = _corrected(row, _read(histories[row.no], go_on), documents[row.no])
        if body is not None:
            found[row.id] = body
    return found


def _corrected(row: Row, known: Sequence[Fact], document: bytes) -> ShipmentStatusChanged | None:
    """Move the row to this fold, once for all its facts, since each anew would cost their square.

    Answers the status to say under the next generation, if it is another.
    """
    state = fold_again(known)
    row.state, row.fold_version = pack(state), FOLD_VERSION
    was = _DOCUMENT.decode(document).status if document else None
    if not known or status(state) == was:
        return None
    row.generation += 1
    return replace(said_of(row, known[-1], state, status(state)), cause=REBUILT)


def _read(history: Iterable[StoredFact], go_on: GoOn) -> list[Fact]:
    """The facts whose type this build knows, in log order."""
    known: list[Fact] = []
    for stored in history:
        go_on()
        fact = fact_from(stored)
        if fact is not None:
            known.append(fact)
    return known
