"""What time passing will mean if nothing more is heard: for the watchman."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict

from msgspec import Struct
from waymark_events.codec import instant_text
from waymark_events.ids import RetailerId, digest
from waymark_events.messages import shipments
from waymark_events.messages.shipments import ShipmentFact
from waymark_events.vocabulary import Milestone, Way

from projection.domain.instants import after
from projection.domain.public import answered, gone_on
from projection.domain.state import State, Stream
from projection.domain.tables import EXPIRES_AFTER, NEVER_SEEN_AFTER, silent_after


class Deadline(Struct, frozen=True, kw_only=True):
    """A fact to append once `due` has passed and the stream was read beyond it.

    `kind` is `promise_missed`, `fell_silent`, `never_seen` or `expired`. `ce_id` and `body` depend
    on the named fact alone, so that two watchmen say the same; one whose `ce_id` is stored already
    is not to be appended again.
    """

    kind: str
    due: datetime
    ce_id: str
    body: ShipmentFact


def deadlines(state: State) -> tuple[Deadline, ...]:
    """The deadlines that stand, earliest first; none for what is never tracked."""
    if _way(state) == Way.UNTRACKED:
        return ()
    return tuple(sorted(_standing(state), key=lambda deadline: (deadline.due, deadline.kind)))


def _standing(state: State) -> Iterator[Deadline]:
    yield from _promise_missed(state)
    if state.course.end is not None:
        return
    yield from _expired(state)
    if not gone_on(state):
        yield from _fell_silent(state)
        yield from _never_seen(state)


def _promise_missed(state: State) -> Iterator[Deadline]:
    """A promise is owed until it is answered in time, or the parcel was cancelled."""
    promise = state.promise
    if promise is None or state.watch.missed or answered(state):
        return
    if state.course.milestone == Milestone.CANCELLED:
        return
    body = shipments.ShipmentPromiseMissed(
        **_stream(state.stream),
        promise_id=promise.promise_id,
        due=promise.due,
        zone=promise.span.zone,
    )
    yield _deadline("promise_missed", promise.due, promise.promise_id, body)


def _fell_silent(state: State) -> Iterator[Deadline]:
    course = state.course
    allowed = silent_after(course.milestone, course.reason, _way(state))
    if allowed is None or state.heard is None or state.watch.silent_fact == state.heard[1]:
        return
    since, fact_id = state.heard
    due = after(since, allowed)
    body = shipments.ShipmentFellSilent(
        **_stream(state.stream), fact_id=fact_id, since=since, due=due
    )
    yield _deadline("fell_silent", due, fact_id, body)


def _never_seen(state: State) -> Iterator[Deadline]:
    booked = state.booked
    if not booked.hand_over_id or state.course.seen:
        return
    if state.watch.unseen_booking == booked.hand_over_id:
        return
    due = after(booked.hand_over_by, NEVER_SEEN_AFTER)
    body = shipments.ShipmentNeverSeen(
        **_stream(state.stream),
        booking_id=booked.hand_over_id,
        hand_over_by=booked.hand_over_by,
        due=due,
    )
    yield _deadline("never_seen", due, booked.hand_over_id, body)


def _expired(state: State) -> Iterator[Deadline]:
    if state.other_known is None or state.watch.expired_fact == state.other_fact:
        return
    due = after(state.other_known, EXPIRES_AFTER)
    body = shipments.ShipmentExpired(**_stream(state.stream), fact_id=state.other_fact, due=due)
    yield _deadline("expired", due, state.other_fact, body)


def _deadline(kind: str, due: datetime, named: str, body: ShipmentFact) -> Deadline:
    parts = (body.retailer, body.carrier, body.number, named, instant_text(due))
    return Deadline(kind=kind, due=due, ce_id=digest(kind, *parts), body=body)


def _way(state: State) -> Way | None:
    return state.booked.bookings[-1].way if state.booked.bookings else None


class _Names(TypedDict):
    retailer: RetailerId
    carrier: str
    number: str


def _stream(stream: Stream) -> _Names:
    return _Names(
        retailer=RetailerId(stream.retailer), carrier=stream.carrier, number=stream.number
    )
