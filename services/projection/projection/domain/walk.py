"""The walk through a stream in the total order: journeys, and what corrections take back."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from waymark_events.codes import matches_any
from waymark_events.messages.shipments import ShipmentBooked, ShipmentCancelled
from waymark_events.vocabulary import TERMINAL, Kind

from projection.domain.course import advance, cancel
from projection.domain.facts import Fact
from projection.domain.pairs import Pairs
from projection.domain.scans import Scan
from projection.domain.state import Course
from projection.domain.tables import ANCHORS
from projection.domain.trips import Item, Trip, opens


class Walked(Struct, kw_only=True):
    """What the walk found. `taken` says which correction took a scan back."""

    trips: list[Trip]
    taken: dict[str, Fact]


def walk(first_id: str, items: Sequence[Item], pairs: Pairs) -> Walked:
    """Walk until no journey rests on an anchor that was taken back."""
    barred: set[str] = set()
    while True:
        walker = _Walker(first_id, items, pairs, barred)
        lost = walker.run(items)
        if lost is None:
            return Walked(trips=walker.trips, taken=walker.named | walker.taken)
        barred.add(lost)


class _Walker:
    def __init__(
        self, first_id: str, items: Sequence[Item], pairs: Pairs, barred: set[str]
    ) -> None:
        self.trips = [Trip(id=first_id, items=[])]
        self.named = _named(items)
        self.taken: dict[str, Fact] = {}
        self._passed: set[str] = set()
        self._pairs = pairs
        self._barred = barred

    def run(self, items: Iterable[Item]) -> str | None:
        """Pass every item; stop at the id of an anchor that is taken back."""
        for item in items:
            if self._opens(item):
                self._open(item)
            lost = self._pass(item)
            if lost is not None:
                return lost
        return None

    def _opens(self, item: Item) -> bool:
        course = self.trips[-1].course
        if item.scan is not None:
            anchor = item.scan.face.milestone in ANCHORS and item.scan.scan_id not in self._barred
            return anchor and self._moves(item.scan) and opens(course, item.at, None)
        body = item.fact.body
        return isinstance(body, ShipmentBooked) and opens(course, item.at, body.placed_at)

    def _open(self, item: Item) -> None:
        old = self.trips[-1]
        by_scan = item.scan is not None
        trip = Trip(
            id=item.scan.scan_id if item.scan is not None else item.fact.ce_id,
            opened=item.at,
            ended=old.course.end,
            reused=not by_scan,
            anchor=item.scan.scan_id if item.scan is not None else "",
            items=[],
        )
        trip.items = self._movers(trip, old.items)
        moved = {id(mover) for mover in trip.items}
        old.items = [kept for kept in old.items if id(kept) not in moved]
        trip.course = self._course(trip.items)
        self.trips.append(trip)

    def _pass(self, item: Item) -> str | None:
        trip = self.trips[-1]
        trip.items.append(item)
        scan = item.scan
        if scan is None or scan.face.kind != Kind.CORRECTION:
            trip.course = self._moved(trip.course, item)
            return None
        target = self._target(trip, scan)
        if target is None:
            return None
        self.taken.setdefault(target.scan_id, scan.shown)
        self._passed.add(target.scan_id)
        partner = self._pairs.partner(target.scan_id)
        if trip.anchor in {target.scan_id, partner.scan_id if partner else target.scan_id}:
            return trip.anchor
        trip.course = self._course(trip.items)
        return None

    def _target(self, trip: Trip, correction: Scan) -> Scan | None:
        """The last event before a correction that names none, of its journey and dialect."""
        face = correction.face
        if face.withdraws is not None:
            self._passed.add(face.withdraws)
            return None
        codes = face.withdraws_codes
        for item in reversed(trip.items):
            scan = item.scan
            if scan is None or scan.face.kind != Kind.EVENT or scan.struck:
                continue
            fits = scan.face.dialect == face.dialect and matches_any(codes, scan.face.code)
            if fits and scan.scan_id not in self._passed:
                return scan
        return None

    def _movers(self, trip: Trip, items: Sequence[Item]) -> list[Item]:
        """Facts between the old end and the anchor that belong to the new journey.

        What ends a journey moves only behind an event that does not: a carrier that repeats the
        end of the last parcel has not begun the next one.
        """
        moving: list[Item] = []
        begun = False
        for item in items:
            if not trip.takes(item.at):
                continue
            ends = self._ends(item)
            begun = begun or ends is False
            if begun or ends is None:
                moving.append(item)
        return moving

    def _ends(self, item: Item) -> bool | None:
        """Whether an event or cancellation is terminal; None for what moves nothing."""
        if item.scan is None:
            return True if isinstance(item.fact.body, ShipmentCancelled) else None
        if item.scan.face.kind != Kind.EVENT or self._gone(item.scan):
            return None
        return item.scan.face.milestone in TERMINAL

    def _course(self, items: Iterable[Item]) -> Course:
        course = Course()
        for item in items:
            course = self._moved(course, item)
        return course

    def _moved(self, course: Course, item: Item) -> Course:
        if item.scan is not None:
            if self._moves(item.scan):
                return advance(course, item.at, item.scan.face)
        elif isinstance(item.fact.body, ShipmentCancelled):
            return cancel(course, item.at)
        return course

    def _moves(self, scan: Scan) -> bool:
        follows = self._pairs.follows(scan.scan_id)
        return scan.face.kind == Kind.EVENT and not follows and not self._gone(scan)

    def _gone(self, scan: Scan) -> bool:
        """Whether a scan was taken back, or the other one of its pair: it is the same scan."""
        partner = self._pairs.partner(scan.scan_id)
        return self._taken_itself(scan) or (partner is not None and self._taken_itself(partner))

    def _taken_itself(self, scan: Scan) -> bool:
        return scan.struck or scan.scan_id in self.named or scan.scan_id in self.taken


def _named(items: Iterable[Item]) -> dict[str, Fact]:
    """Scans that a correction names, wherever it stands; a correction cannot be taken back."""
    scans = {item.scan.scan_id: item.scan for item in items if item.scan is not None}
    named: dict[str, Fact] = {}
    for scan in scans.values():
        target = scans.get(scan.face.withdraws or "")
        if scan.face.kind != Kind.CORRECTION or target is None:
            continue
        if target.face.kind != Kind.CORRECTION:
            named.setdefault(target.scan_id, scan.shown)
    return named
