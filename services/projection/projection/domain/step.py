"""The fast path: the next fact in order, from the state alone.

It answers None when only the whole history can tell. What it answers is what `fold` would say of
all facts together; how much it declines is a matter of speed alone.
"""

from datetime import datetime
from typing import Final

import msgspec
from waymark_events.ids import shipment_id
from waymark_events.messages.shipments import (
    ShipmentBooked,
    ShipmentEstimated,
    ShipmentPromised,
    ShipmentScanned,
)
from waymark_events.values import When
from waymark_events.vocabulary import RANK, Kind

from projection.domain.course import advance
from projection.domain.facts import Fact
from projection.domain.fold import SEVERAL, bits, fold
from projection.domain.gather import (
    booked_with,
    estimate_from,
    estimate_key,
    promise_from,
    promise_key,
)
from projection.domain.instants import happened, has_hour, utc
from projection.domain.state import BLOOM_BYTES, Course, State, Stream
from projection.domain.tables import ANCHORS
from projection.domain.trips import booking_key, opens

_replace: Final = msgspec.structs.replace


def step(state: State, fact: Fact, *, unheard: bool = False) -> State | None:
    """The state with one more fact, or None when the history is needed.

    The fact must not have been folded already; most repeats are noticed, not all. `unheard`: no
    fact before named the scan of this one. Whoever knows that spares the filter, which is full
    after some hundreds of scans.
    """
    if state.dangling:
        return None
    if not state.journey:
        return _first(fact)
    match fact.body:
        case ShipmentScanned() as body:
            stepped = _scanned(state, fact, body, unheard=unheard)
        case ShipmentEstimated() as body:
            stepped = _estimated(state, fact, body)
        case ShipmentPromised() as body:
            stepped = _promised(state, fact, body)
        case ShipmentBooked() as body:
            stepped = _booked(state, fact, body)
        case _:
            stepped = None
    return stepped


def _first(fact: Fact) -> State:
    """The state after a stream's first fact."""
    body = fact.body
    if isinstance(body, ShipmentScanned):
        stream = Stream(body.retailer, body.carrier, body.number)
        opened = State(stream, shipment_id(body.retailer, body.carrier, body.number))
        stepped = _scanned(opened, fact, body, unheard=True)
        if stepped is not None:
            return stepped
    return fold((fact,))


def _scanned(state: State, fact: Fact, body: ShipmentScanned, *, unheard: bool) -> State | None:
    """The hot path of all: what is asked here is asked for every scan, so little is called."""
    when, ce_id, dialect = body.when, fact.ce_id, body.dialect
    at, known_at = happened(when), utc(fact.known_at)
    head = (at, body.sequence, RANK[body.milestone], known_at, ce_id)
    if head <= state.head or body.kind is Kind.CORRECTION or body.withdraws is not None:
        return None
    seen = int.from_bytes(state.scans, "little")
    own = bits(body.scan_id)
    if seen & own == own and not unheard:
        return None
    if state.dialect not in {"", dialect} and _may_pair(state, body, at):
        return None
    course = _moved(state.course, at, body)
    if course is None:
        return None
    timed, day = _printed(state, when, at)
    other_known, other_fact = _latest(state, known_at, ce_id)
    return State(
        state.stream,
        state.journey,
        state.opened,
        state.reused,
        head,
        course,
        state.booked,
        state.promise,
        state.promised_at,
        state.estimate,
        state.estimated,
        state.links,
        state.watch,
        _heard(state, at, ce_id),
        _carrier(state, known_at),
        other_known,
        other_fact,
        (seen | own).to_bytes(BLOOM_BYTES, "little"),
        dialect if state.dialect in {"", dialect} else SEVERAL,
        timed,
        day,
        state.dangling,
    )


def _moved(course: Course, at: datetime, body: ShipmentScanned) -> Course | None:
    """Where the scan leads; None where it may open another journey. A remark leads nowhere."""
    if body.kind is not Kind.EVENT:
        return course
    if body.milestone in ANCHORS and opens(course, at, None):
        return None
    return advance(course, at, body)


def _printed(state: State, when: When, at: datetime) -> tuple[datetime | None, str]:
    """The latest own time of scans with an hour, the latest printed day of those without."""
    if has_hour(when):
        return at if state.timed is None else max(state.timed, at), state.day
    return state.timed, max(state.day, when.local)


def _may_pair(state: State, body: ShipmentScanned, at: datetime) -> bool:
    """Whether another dialect may have said the same; nothing lies after this scan's own time."""
    if has_hour(body.when):
        return state.timed is not None and (at - state.timed).total_seconds() < 60
    return body.when.local <= state.day


def _estimated(state: State, fact: Fact, body: ShipmentEstimated) -> State | None:
    key = estimate_key(fact, body)
    if key <= state.estimated or key[0] < state.opened:
        return None
    known_at = utc(fact.known_at)
    other_known, other_fact = _latest(state, known_at, fact.ce_id)
    return _replace(
        state,
        estimate=estimate_from(body),
        estimated=key,
        heard=_heard(state, key[0], fact.ce_id),
        carrier_known=_carrier(state, known_at),
        other_known=other_known,
        other_fact=other_fact,
    )


def _promised(state: State, fact: Fact, body: ShipmentPromised) -> State | None:
    key = promise_key(fact, body)
    if key[0] < state.opened:
        return None
    if state.promise is not None and key <= (state.promised_at, state.promise.promise_id):
        return None
    other_known, other_fact = _latest(state, utc(fact.known_at), fact.ce_id)
    return _replace(
        state,
        promise=promise_from(fact, body),
        promised_at=key[0],
        watch=_replace(state.watch, missed=""),
        other_known=other_known,
        other_fact=other_fact,
    )


def _booked(state: State, fact: Fact, body: ShipmentBooked) -> State | None:
    key = booking_key(body, fact)
    if key <= state.head or opens(state.course, key.instant, body.placed_at):
        return None
    other_known, other_fact = _latest(state, key.known_at, fact.ce_id)
    return _replace(
        state,
        head=tuple(key),
        booked=booked_with(state.booked, fact, body),
        other_known=other_known,
        other_fact=other_fact,
    )


def _latest(state: State, known_at: datetime, ce_id: str) -> tuple[datetime, str]:
    if state.other_known is None or (known_at, ce_id) > (state.other_known, state.other_fact):
        return known_at, ce_id
    return state.other_known, state.other_fact


def _carrier(state: State, known_at: datetime) -> datetime:
    known = state.carrier_known
    return known_at if known is None or known_at > known else known


def _heard(state: State, at: datetime, ce_id: str) -> tuple[datetime, str]:
    heard = (at, ce_id)
    return heard if state.heard is None or heard > state.heard else state.heard
