"""The timeline: everything that was ever said of a number, for people and for proof."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from waymark_events.messages.shipments import ShipmentEstimated, ShipmentPromised
from waymark_events.ordering import OrderKey

from projection.domain.chronicle import Entry, Journey, Revision, Timeline
from projection.domain.course import advance, cancel, settles
from projection.domain.entries import fact_entry, fact_key, scan_entry
from projection.domain.facts import Fact
from projection.domain.gather import estimate_key, promise_key
from projection.domain.history import History, history_of
from projection.domain.instants import LATEST
from projection.domain.scans import Scan
from projection.domain.state import Course
from projection.domain.trips import Item, Trip

Placed = tuple[OrderKey, Entry]


def timeline(facts: Iterable[Fact], *, as_of: datetime | None = None) -> Timeline:
    """All journeys, newest first; with `as_of`, what the facts known by then say."""
    history = history_of(fact for fact in facts if as_of is None or fact.known_at <= as_of)
    if history is None:
        return Timeline()
    late = _learned_late(history.scans)
    journeys = [_journey(history, number, late) for number in range(len(history.trips))]
    return Timeline(journeys=tuple(reversed(journeys)))


def _journey(history: History, number: int, late: frozenset[str]) -> Journey:
    trip = history.trips[number]
    here = [fact for fact in history.facts if history.places.get(fact.ce_id) == number]
    placed = [*_walked(history, trip, late), *_beside(here)]
    placed.sort(key=lambda pair: pair[0], reverse=True)
    return Journey(
        id=trip.id,
        milestone=trip.course.milestone,
        reason=trip.course.reason,
        entries=tuple(entry for _, entry in placed),
        promises=_promises(here),
        estimates=_estimates(here),
    )


def _walked(history: History, trip: Trip, late: frozenset[str]) -> Iterator[Placed]:
    over = _after_end(history, trip)
    for item in trip.items:
        if item.scan is None:
            entry = fact_entry(item.fact)
        elif history.pairs.follows(item.scan.scan_id):
            continue
        else:
            entry = scan_entry(history, item.scan)
            if item.scan.scan_id in late:
                entry = msgspec.structs.replace(entry, learned_late=True)
        if item.fact.ce_id in over:
            entry = msgspec.structs.replace(entry, after_end=True)
        yield item.key, entry


def _beside(facts: Iterable[Fact]) -> Iterator[Placed]:
    """What has no place in the walk: promises, estimates, links, the watchman's facts."""
    for fact in facts:
        key = fact_key(fact)
        if key is not None:
            yield key, fact_entry(fact)


def _after_end(history: History, trip: Trip) -> frozenset[str]:
    """Ids of events that came after the journey's end and did not leave it."""
    over: set[str] = set()
    course = Course()
    for item in trip.items:
        if not history.moves(item):
            continue
        if course.end is not None and not _settles(course, item):
            over.add(item.fact.ce_id)
        course = _next(course, item)
    return frozenset(over)


def _settles(course: Course, item: Item) -> bool:
    if item.scan is None:
        return False
    face = item.scan.face
    return settles(course, item.at, face.milestone, face.reason, face.when.local[:10])


def _next(course: Course, item: Item) -> Course:
    return (
        cancel(course, item.at) if item.scan is None else advance(course, item.at, item.scan.face)
    )


def _learned_late(scans: list[Scan]) -> frozenset[str]:
    """Scans that something with a later own time was known before."""
    late: set[str] = set()
    first_later = first_here = LATEST
    at = LATEST
    for scan in reversed(scans):
        if scan.key.instant < at:
            first_later, first_here = min(first_later, first_here), LATEST
            at = scan.key.instant
        if first_later < scan.known_at:
            late.add(scan.scan_id)
        first_here = min(first_here, scan.known_at)
    return frozenset(late)


def _promises(facts: Iterable[Fact]) -> tuple[Revision, ...]:
    made = [(fact, fact.body) for fact in facts if isinstance(fact.body, ShipmentPromised)]
    return tuple(
        Revision(
            ce_id=fact.ce_id,
            observed_at=body.observed_at,
            known_at=fact.known_at,
            span=body.span,
            due=body.due,
        )
        for fact, body in sorted(made, key=lambda pair: promise_key(*pair))
    )


def _estimates(facts: Iterable[Fact]) -> tuple[Revision, ...]:
    made = [(fact, fact.body) for fact in facts if isinstance(fact.body, ShipmentEstimated)]
    return tuple(
        Revision(
            ce_id=fact.ce_id,
            observed_at=body.observed_at,
            known_at=fact.known_at,
            span=body.span,
            basis=body.basis,
        )
        for fact, body in sorted(made, key=lambda pair: estimate_key(*pair))
    )
