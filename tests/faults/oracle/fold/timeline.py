"""The timeline: what stands on it, in which order (section 10)."""

from collections.abc import Iterable

from faults.oracle.fold.belonging import own_time_of
from faults.oracle.fold.facts import Fact
from faults.oracle.fold.folded import TimelineJourney
from faults.oracle.fold.items import Item, Scan
from faults.oracle.fold.pairs import leads
from faults.oracle.fold.walk import Journey


def timeline_of(
    journey: Journey, belonging: Iterable[Fact], partners: dict[str, Scan]
) -> TimelineJourney:
    """List the entries of a journey, newest first."""
    orders = [item.order for item in journey.items if not _follows(item, partners)]
    orders += [(own_time_of(fact), 0, 0, fact.known_at, fact.ce_id) for fact in belonging]
    ids = (order[-1] for order in sorted(orders, reverse=True))
    course = journey.course
    return TimelineJourney(
        id=journey.id, milestone=course.milestone, reason=course.reason, ids=tuple(ids)
    )


def _follows(item: Item, partners: dict[str, Scan]) -> bool:
    partner = partners.get(item.scan_id) if isinstance(item, Scan) else None
    return isinstance(item, Scan) and partner is not None and not leads(item, partner)
