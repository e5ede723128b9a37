"""`status = fold(facts)`, from docs/fold.md alone."""

from collections.abc import Iterable

from faults.oracle.fold.actions import action
from faults.oracle.fold.belonging import belonging
from faults.oracle.fold.facts import NEVER_SEEN, Fact, distinct
from faults.oracle.fold.flags import Flags
from faults.oracle.fold.folded import Folded, TimelineJourney
from faults.oracle.fold.items import items
from faults.oracle.fold.pairs import partners
from faults.oracle.fold.shown import booking_ref, bookings, estimate, links, promise, since
from faults.oracle.fold.timeline import timeline_of
from faults.oracle.fold.walk import Journey, journeys


def fold(facts: Iterable[Fact], shipment_id: str) -> Folded:
    """Say what is true of a shipment after all facts of its stream, in any order, however often."""
    stream = distinct(facts)
    ordered = items(stream)
    pairs = partners(ordered)
    found = journeys(ordered, pairs, shipment_id)
    beside = belonging(stream, found)
    timeline = [
        timeline_of(journey, said, pairs) for journey, said in zip(found, beside, strict=True)
    ]
    return _shown(found[-1], beside[-1], stream, tuple(reversed(timeline)))


def _shown(
    journey: Journey, beside: list[Fact], stream: list[Fact], timeline: tuple[TimelineJourney, ...]
) -> Folded:
    course, booked = journey.course, bookings(journey.items)
    promised, estimated, linked = promise(beside), estimate(beside), links(beside)
    flags = Flags(journey, beside, stream, promise=promised, estimate=estimated, links=linked)
    unseen = flags.has(NEVER_SEEN) and not course.seen
    return Folded(
        milestone=course.milestone,
        reason=course.reason,
        journey=journey.id,
        flags=flags.standing(),
        action=action(course, booked[-1] if booked else None, unseen),
        promise=promised,
        estimate=estimated,
        attempts=course.attempts,
        bookings=tuple(booking_ref(body) for body in booked),
        links=tuple(linked),
        since=since(course.since),
        ended=course.ended_at is not None,
        timeline=timeline,
        facts=len(stream),
    )
