"""Where events lead: one journey's milestone, reason and counts, event after event."""

from datetime import datetime

import msgspec
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.values import Money, Place, When
from waymark_events.vocabulary import RANK, TERMINAL, UNMAPPED, Milestone

from projection.domain.instants import exactly, kept
from projection.domain.state import Course
from projection.domain.tables import ANSWERS, CAUSELESS, CAUSES, LATER_DAY, LEAVES

_ACCEPTED = RANK[Milestone.ACCEPTED]
_CANCELLED_BY_RETAILER = "retailer.cancelled"


def settles(course: Course, at: datetime, milestone: Milestone, reason: str, day: str) -> bool:
    """Whether an event may set the milestone: always, until the journey has ended."""
    if course.end is None:
        return milestone != Milestone.UNKNOWN or course.milestone == Milestone.UNKNOWN
    rule = LEAVES.get((course.milestone, milestone))
    if rule is None or at <= course.end or reason == UNMAPPED:
        return False
    return rule != LATER_DAY or day > course.end_day


def advance(course: Course, at: datetime, scan: ShipmentScanned) -> Course:
    """Take the next event of the journey; `at` is its own time, not before the last one's."""
    milestone, reason = scan.milestone, scan.reason
    answered = course.answered
    if milestone in ANSWERS and (answered is None or at < answered):
        answered = at
    seen = course.seen or RANK[milestone] >= _ACCEPTED
    moves = course.end is None and milestone is not Milestone.UNKNOWN
    if not moves and not settles(course, at, milestone, reason, scan.when.local[:10]):
        over = course.after_end or course.end is not None
        return msgspec.structs.replace(course, after_end=over, answered=answered, seen=seen)
    reason, cause = _reason(course, milestone, reason)
    ends = milestone in TERMINAL
    same = course if milestone == course.milestone else _NOTHING
    waits = milestone == Milestone.AVAILABLE_FOR_PICKUP
    return Course(
        milestone,
        reason,
        kept(scan.when),
        cause,
        course.attempts + (milestone == Milestone.ATTEMPT_FAILED),
        at if ends else None,
        scan.when.local[:10] if ends else "",
        False,
        answered,
        seen,
        (_stated(scan.place) or same.place) if waits else None,
        (scan.pickup_until or same.until) if waits else None,
        same.duties if scan.duties_amount is None else _duties(scan) or same.duties,
    )


def cancel(course: Course, at: datetime) -> Course:
    """Take the retailer's own cancellation: an end, unless the journey has ended already."""
    if course.end is not None:
        return msgspec.structs.replace(course, after_end=True)
    when: When = exactly(at)
    return Course(
        milestone=Milestone.CANCELLED,
        reason=_CANCELLED_BY_RETAILER,
        since=when,
        cause=_CANCELLED_BY_RETAILER,
        attempts=course.attempts,
        end=at,
        end_day=when.local[:10],
        answered=course.answered,
        seen=course.seen,
    )


_NOTHING = Course()
_NOWHERE = Place()


def _reason(course: Course, milestone: Milestone, reason: str) -> tuple[str, str | None]:
    """What is shown as the reason, and the cause remembered for a return without one."""
    if milestone == Milestone.DELIVERED:
        return reason, None
    if reason in CAUSES:
        return reason, reason
    returns = milestone in {Milestone.RETURNING, Milestone.RETURNED}
    if returns and reason in CAUSELESS and course.cause is not None:
        return course.cause, course.cause
    return reason, course.cause


def _stated(place: Place | None) -> Place | None:
    """A place that says something; carriers send empty ones."""
    return None if place == _NOWHERE else place


def _duties(scan: ShipmentScanned) -> Money | None:
    if scan.duties_amount is None or scan.duties_currency is None:
        return None
    return Money(amount=scan.duties_amount, currency=scan.duties_currency)
