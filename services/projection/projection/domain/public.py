"""What everybody may see of a state."""

from datetime import datetime

import msgspec
from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import Span, When
from waymark_events.vocabulary import Flag

from projection.domain.actions import action_of
from projection.domain.state import State
from projection.domain.tables import GONE_ON, NOT_DELAYED

_ENCODER = msgspec.json.Encoder(order="sorted")


def status(state: State) -> PublicStatus:
    """The public status; a fact that leaves it equal is worth no message."""
    course = state.course
    return PublicStatus(
        milestone=course.milestone,
        reason=course.reason,
        journey=state.journey,
        flags=_flags(state),
        action=action_of(state),
        promise=state.promise,
        estimate=state.estimate,
        attempts=course.attempts,
        bookings=state.booked.bookings,
        links=state.links,
    )


def since(state: State) -> When | None:
    """Own time of the event that milestone and reason rest on; None while there was none."""
    return state.course.since


def canonical(state: State) -> bytes:
    """The public document as bytes: equal for equal sets of facts, wherever they were folded."""
    stream = state.stream
    return _ENCODER.encode(
        {
            "retailer": stream.retailer,
            "carrier": stream.carrier,
            "number": stream.number,
            "status": status(state),
            "since": since(state),
        }
    )


def gone_on(state: State) -> bool:
    """Whether the parcel travels on under another number."""
    return any(link.outgoing and link.kind in GONE_ON for link in state.links)


def answered(state: State) -> bool:
    """Whether the promise in force was kept, or tried, by its due instant."""
    answer = state.course.answered
    return state.promise is not None and answer is not None and answer <= state.promise.due


def _flags(state: State) -> tuple[Flag, ...]:
    """In the order of their declaration; asked after every fact, so nothing is reckoned in vain."""
    course, watch = state.course, state.watch
    flags: list[Flag] = []
    if watch.missed and not answered(state):
        flags.append(Flag.LATE)
    if state.estimate is not None and _delayed(state):
        flags.append(Flag.DELAYED)
    if watch.silent_at is not None and _waits(state) and _unanswered(state, watch.silent_at):
        flags.append(Flag.SILENT)
    if watch.unseen_booking and not course.seen and _waits(state):
        flags.append(Flag.NEVER_SEEN)
    if watch.expired_at is not None and course.end is None and expired(state):
        flags.append(Flag.EXPIRED)
    if course.after_end:
        flags.append(Flag.AFTER_END)
    if state.reused and state.heard is None:
        flags.append(Flag.NUMBER_USED_BEFORE)
    return tuple(flags)


def _waits(state: State) -> bool:
    return state.course.end is None and not gone_on(state)


def expired(state: State) -> bool:
    """Whether nobody but the watchman has spoken since it gave the parcel up."""
    at = state.watch.expired_at
    return at is not None and (state.other_known is None or state.other_known <= at)


def _unanswered(state: State, at: datetime) -> bool:
    return state.carrier_known is None or state.carrier_known <= at


def _delayed(state: State) -> bool:
    promise, estimate = state.promise, state.estimate
    if promise is None or estimate is None or estimate.span is None:
        return False
    return state.course.milestone not in NOT_DELAYED and _later(estimate.span, promise.span)


def _later(span: Span, other: Span) -> bool:
    """Windows are compared by the minute, anything else by the day."""
    if span.precision == other.precision == "window":
        return span.to > other.to
    return span.to[:10] > other.to[:10]
