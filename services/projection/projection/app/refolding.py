"""Rows that an older fold left: folded anew when they are next touched, a difference is said."""

from collections.abc import Collection, Iterable, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection
from waymark_events.ids import ShipmentId
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_runtime.faults import TransientFault

from projection.app.reading import fact_from
from projection.app.recall import scans_named
from projection.app.saying import REBUILT, said_of
from projection.domain import EMPTY, FOLD_VERSION, Fact, State, fold_again, pack, status, step
from projection.store import facts, shipments
from projection.store.facts import StoredFact
from projection.store.shipments import KEPT, Row

_DOCUMENT = msgspec.json.Decoder(ShipmentStatusChanged)


class _Moment(Struct, frozen=True):
    """The fact that last changed a status, as which of the stream it came, and what came of it."""

    version: int
    fact: Fact
    state: State
    shown: PublicStatus


def refold(
    connection: Connection, rows: Collection[Row]
) -> dict[ShipmentId, ShipmentStatusChanged]:
    """Give rows of an older fold the state that this one has; what to say where it differs.

    A row of a newer fold is no business of this build: TransientFault, until it is replaced.
    """
    for row in rows:
        if row.fold_version > FOLD_VERSION:
            raise TransientFault(f"{row.id} was folded by a newer build; end this one", "old_build")
    older = [row for row in rows if row.fold_version < FOLD_VERSION]
    if not older:
        return {}
    places = {row.no: (row.partition, row.seen) for row in older}
    histories = facts.history(connection, places, [row.no for row in older if row.version > KEPT])
    documents = shipments.documents(connection, [row.no for row in older])
    corrected = ((row, _corrected(row, histories[row.no], documents[row.no])) for row in older)
    return {row.id: body for row, body in corrected if body is not None}


def _corrected(
    row: Row, history: Sequence[StoredFact], document: bytes
) -> ShipmentStatusChanged | None:
    """Move the row to this fold; the status to say under the next generation, if it is another."""
    state, last = _lived(history)
    row.state, row.fold_version = pack(state), FOLD_VERSION
    was = _DOCUMENT.decode(document).status if document else None
    if last is None or last.shown == was:
        return None
    row.generation += 1
    body = said_of(row, last.fact, last.state, last.shown)
    return replace(body, version=last.version, cause=REBUILT)


def _lived(history: Iterable[StoredFact]) -> tuple[State, _Moment | None]:
    """The stream from its first fact on, as it would have been told by this fold."""
    state, shown, last = EMPTY, None, None
    before: list[Fact] = []
    heard: set[bytes] = set()
    for version, stored in enumerate(history, 1):
        fact = fact_from(stored)
        if fact is None:
            continue
        named = scans_named(fact.body)
        after = step(state, fact, unheard=bool(named) and named[0] not in heard)
        before.append(fact)
        heard.update(named)
        state = after if after is not None else fold_again(before)
        now = status(state)
        if now != shown:
            shown, last = now, _Moment(version, fact, state, now)
    return state, last
