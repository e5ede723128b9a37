"""Journeys and what they are made of: the total order of everything that is walked."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from waymark_events.messages.shipments import ShipmentBooked, ShipmentCancelled
from waymark_events.ordering import OrderKey
from waymark_events.vocabulary import RANK, Milestone

from projection.domain.facts import Fact
from projection.domain.instants import EARLIEST, utc
from projection.domain.scans import Scan
from projection.domain.state import Course
from projection.domain.tables import ANCHOR_AFTER, MOVES_WITHIN


class Item(Struct, frozen=True, gc=False):
    """What the walk passes: a scan, or a booking or cancellation of the retailer's."""

    key: OrderKey
    scan: Scan | None
    fact: Fact

    @property
    def at(self) -> datetime:
        """Own time."""
        return self.key.instant


class Trip(Struct, kw_only=True):
    """A journey as it is walked. `ended` is when the one before had ended, at the anchor."""

    id: str
    opened: datetime = EARLIEST
    ended: datetime | None = None
    reused: bool = False
    anchor: str = ""
    items: list[Item]
    course: Course = Course()

    def takes(self, at: datetime) -> bool:
        """Whether a fact of this own time belongs here rather than to an earlier journey."""
        if at >= self.opened:
            return True
        return self.ended is not None and at > self.ended and self.opened - at <= MOVES_WITHIN


def items_of(scans: Iterable[Scan], facts: Iterable[Fact]) -> list[Item]:
    """Everything that has a place in the total order."""
    items = [Item(scan.key, scan, scan.shown) for scan in scans]
    for fact in facts:
        if isinstance(fact.body, ShipmentBooked):
            items.append(Item(booking_key(fact.body, fact), None, fact))
        elif isinstance(fact.body, ShipmentCancelled):
            rank = RANK[Milestone.CANCELLED]
            key = OrderKey(utc(fact.body.at), 0, rank, utc(fact.known_at), fact.ce_id)
            items.append(Item(key, None, fact))
    return sorted(items, key=lambda item: item.key)


def booking_key(body: ShipmentBooked, fact: Fact) -> OrderKey:
    """A booking stands at the instant it was made, before any scan of that instant."""
    return OrderKey(utc(body.booked_at), 0, RANK[Milestone.UNKNOWN], utc(fact.known_at), fact.ce_id)


def opens(course: Course, at: datetime, placed_at: datetime | None) -> bool:
    """Whether a fact at `at` begins a new journey after this course has ended.

    `placed_at` is a booking's order's; None asks for an announcement or acceptance.
    """
    if course.end is None or at <= course.end:
        return False
    return at - course.end > ANCHOR_AFTER if placed_at is None else placed_at > course.end
