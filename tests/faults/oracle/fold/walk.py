"""The walk: items passed in the total order, and the journeys they open (section 6)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from faults.oracle.fold.corrections import Gone
from faults.oracle.fold.course import Course
from faults.oracle.fold.items import Item, Scan
from faults.oracle.fold.pairs import leads
from faults.oracle.fold.tables import tables
from faults.oracle.fold.times import read


@dataclass(slots=True)
class Journey:
    """`anchor` opened it after the earlier one had ended at `after`; the first has neither."""

    id: str
    anchor: Item | None = None
    after: int = 0
    items: list[Item] = field(default_factory=list)
    course: Course = field(default_factory=Course)


def journeys(ordered: Sequence[Item], partners: dict[str, Scan], shipment_id: str) -> list[Journey]:
    """Walk until no anchor is taken back: oldest journey first."""
    barred: set[str] = set()
    while True:
        walk = _Walk(ordered, partners, shipment_id, barred)
        lost_anchor = walk.run(ordered)
        if lost_anchor is None:
            return walk.found
        barred.add(lost_anchor.scan_id)


class _Walk:
    def __init__(
        self,
        ordered: Sequence[Item],
        partners: dict[str, Scan],
        shipment_id: str,
        barred: AbstractSet[str],
    ) -> None:
        self.found = [Journey(shipment_id)]
        self._partners = partners
        self._barred = barred
        self._gone = Gone(ordered, partners)

    def run(self, ordered: Sequence[Item]) -> Scan | None:
        """Pass every item; the anchor that was taken back ends the walk."""
        for item in ordered:
            self._open_with(item)
            journey = self.found[-1]
            journey.items.append(item)
            if self._moves(item):
                journey.course.take(item)
            if (
                isinstance(item, Scan)
                and item.kind == "correction"
                and item.said("withdraws") is None
            ):
                taken = self._gone.take_last(item, journey.items)
                if taken is None:
                    continue
                if isinstance(journey.anchor, Scan) and journey.anchor in self._both(taken):
                    return journey.anchor
                self._retake(journey)
        return None

    def _both(self, scan: Scan) -> tuple[Scan, ...]:
        partner = self._partners.get(scan.scan_id)
        return (scan,) if partner is None else (scan, partner)

    def _moves(self, item: Item) -> bool:
        if not isinstance(item, Scan):
            return item.kind == "cancelled"
        partner = self._partners.get(item.scan_id)
        follows = partner is not None and not leads(item, partner)
        return item.kind == "event" and not follows and not self._gone.has(item)

    def _retake(self, journey: Journey) -> None:
        journey.course = Course()
        for item in journey.items:
            if self._moves(item):
                journey.course.take(item)

    def _open_with(self, item: Item) -> None:
        last = self.found[-1]
        end = last.course.ended_at
        if end is None or item.own <= end:
            return
        name = self._anchors(item, end)
        if name is not None:
            opened = Journey(name, anchor=item, after=end)
            opened.items = self._moving(last.items, end, item.own)
            last.items = [left for left in last.items if left not in opened.items]
            self.found.append(opened)
            self._retake(last)
            self._retake(opened)

    def _anchors(self, item: Item, end: int) -> str | None:
        if item.kind == "booked":
            return item.face.ce_id if read(item.face.body["placed_at"]) > end else None
        if not isinstance(item, Scan) or not self._moves(item) or item.scan_id in self._barred:
            return None
        late = item.own - end > tables().anchor_after
        return item.scan_id if late and tables().marked(item.said("milestone"), "anchors") else None

    def _moving(self, passed: list[Item], end: int, opened_at: int) -> list[Item]:
        moving: list[Item] = []
        begun = False
        for item in passed:
            if item.own <= end or opened_at - item.own > tables().moves_within:
                continue
            stands = item.kind == "event" and isinstance(item, Scan) and not self._gone.has(item)
            terminal = item.kind == "cancelled" or (stands and _terminal(item))
            if terminal and not begun:
                continue
            begun = begun or (stands and not terminal)
            moving.append(item)
        return moving


def _terminal(item: Item) -> bool:
    return tables().marked(item.face.body["milestone"], "terminal")
