"""What time passing will mean if nothing more is heard: for the watchman."""

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


_Standing = tuple[datetime, str, str]
"""When due, the kind, and the fact that is named."""


def deadlines(state: State) -> tuple[Deadline, ...]:
    """The deadlines that stand, earliest first; none for what is never tracked."""
    return tuple(_deadline(state, *standing) for standing in sorted(_standing(state)))


def first_due(state: State) -> datetime | None:
    """When the earliest of `deadlines` is due; asked after every batch, so no body is made."""
    standing = _standing(state)
    return min(standing)[0] if standing else None


def _standing(state: State) -> list[_Standing]:
    if _way(state) == Way.UNTRACKED:
        return []
    standing = [_promise_missed(state)]
    if state.course.end is None:
        standing.append(_expired(state))
        if not gone_on(state):
            standing += (_fell_silent(state), _never_seen(state))
    return [one for one in standing if one is not None]


def _promise_missed(state: State) -> _Standing | None:
    """A promise is owed until it is answered in time, or the parcel was cancelled."""
    promise = state.promise
    if promise is None or state.watch.missed or answered(state):
        return None
    if state.course.milestone == Milestone.CANCELLED:
        return None
    return promise.due, "promise_missed", promise.promise_id


def _fell_silent(state: State) -> _Standing | None:
    course = state.course
    allowed = silent_after(course.milestone, course.reason, _way(state))
    if allowed is None or state.heard is None or state.watch.silent_fact == state.heard[1]:
        return None
    return after(state.heard[0], allowed), "fell_silent", state.heard[1]


def _never_seen(state: State) -> _Standing | None:
    booked = state.booked
    if not booked.hand_over_id or state.course.seen:
        return None
    if state.watch.unseen_booking == booked.hand_over_id:
        return None
    return after(booked.hand_over_by, NEVER_SEEN_AFTER), "never_seen", booked.hand_over_id


def _expired(state: State) -> _Standing | None:
    if state.other_known is None or state.watch.expired_fact == state.other_fact:
        return None
    return after(state.other_known, EXPIRES_AFTER), "expired", state.other_fact


def _deadline(state: State, due: datetime, kind: str, named: str) -> Deadline:
    body = _body(state, due, kind, named)
    parts = (body.retailer, body.carrier, body.number, named, instant_text(due))
    return Deadline(kind=kind, due=due, ce_id=digest(kind, *parts), body=body)


def _body(state: State, due: datetime, kind: str, named: str) -> ShipmentFact:
    stream = _stream(state.stream)
    match kind:
        case "promise_missed":
            zone = state.promise.span.zone if state.promise else ""
            return shipments.ShipmentPromiseMissed(**stream, promise_id=named, due=due, zone=zone)
        case "fell_silent":
            since = state.heard[0] if state.heard else due
            return shipments.ShipmentFellSilent(**stream, fact_id=named, since=since, due=due)
        case "never_seen":
            by = state.booked.hand_over_by
            return shipments.ShipmentNeverSeen(**stream, booking_id=named, hand_over_by=by, due=due)
        case _:
            return shipments.ShipmentExpired(**stream, fact_id=named, due=due)


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
