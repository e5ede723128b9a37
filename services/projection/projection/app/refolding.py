"""Rows that an older fold left: folded anew when they are next touched, a difference is said."""

from collections.abc import Callable, Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection
from waymark_events.ids import ShipmentId
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_runtime.faults import Outdated

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
        body = _corrected(row, _lived(histories[row.no], go_on), documents[row.no])
        if body is not None:
            found[row.id] = body
    return found


def _corrected(
    row: Row, lived: tuple[State, _Moment | None], document: bytes
) -> ShipmentStatusChanged | None:
    """Move the row to this fold; the status to say under the next generation, if it is another."""
    state, last = lived
    row.state, row.fold_version = pack(state), FOLD_VERSION
    was = _DOCUMENT.decode(document).status if document else None
    if last is None or last.shown == was:
        return None
    row.generation += 1
    body = said_of(row, last.fact, last.state, last.shown)
    return replace(body, version=last.version, cause=REBUILT)


def _lived(history: Iterable[StoredFact], go_on: GoOn) -> tuple[State, _Moment | None]:
    """The stream from its first fact on, as it would have been told by this fold."""
    state, shown, last = EMPTY, None, None
    before: list[Fact] = []
    heard: set[bytes] = set()
    for version, stored in enumerate(history, 1):
        go_on()
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
