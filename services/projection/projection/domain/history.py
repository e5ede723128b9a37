"""All facts of a stream, sorted out: what the fold and the timeline are both made from."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct
from waymark_events.ids import RetailerId, shipment_id
from waymark_events.messages import shipments
from waymark_events.messages.shipments import ShipmentFact
from waymark_events.vocabulary import Kind

from projection.domain.facts import Fact
from projection.domain.instants import EARLIEST, utc
from projection.domain.pairs import Pairs, pairs_of
from projection.domain.scans import Scan, scans_of
from projection.domain.trips import Item, Trip, items_of
from projection.domain.walk import walk

WATCHMAN = (
    shipments.ShipmentPromiseMissed,
    shipments.ShipmentFellSilent,
    shipments.ShipmentNeverSeen,
    shipments.ShipmentExpired,
)


class History(Struct, kw_only=True):
    """Facts in no order, once each; scans in the total order; journeys oldest first.

    `places` says for every fact that is here which journey it belongs to; a fact of the
    watchman's that names nothing here is missing from it, and in `dangling`.
    """

    facts: list[Fact]
    scans: list[Scan]
    pairs: Pairs
    trips: list[Trip]
    taken: dict[str, Fact]
    places: dict[str, int]
    dangling: bool

    def struck_by(self, scan: Scan) -> Fact | None:
        """The statement that takes a scan back, or takes back its pair; None while it stands."""
        own = self._own(scan)
        partner = self.pairs.partner(scan.scan_id)
        return own if own is not None or partner is None else self._own(partner)

    def moves(self, item: Item) -> bool:
        """Whether the course of its journey rests on this item."""
        scan = item.scan
        if scan is None:
            return isinstance(item.fact.body, shipments.ShipmentCancelled)
        follows = self.pairs.follows(scan.scan_id)
        return scan.face.kind == Kind.EVENT and not follows and self.struck_by(scan) is None

    def _own(self, scan: Scan) -> Fact | None:
        return scan.newest if scan.struck else self.taken.get(scan.scan_id)


def history_of(facts: Iterable[Fact]) -> History | None:
    """Sort a stream out; None when there is no fact at all."""
    once = _once(facts)
    if not once:
        return None
    body = once[0].body
    first_id = shipment_id(RetailerId(body.retailer), body.carrier, body.number)
    scans = scans_of(once)
    pairs = pairs_of(scans)
    walked = walk(first_id, items_of(scans, once), pairs)
    places = _places(walked.trips, once)
    return History(
        facts=once,
        scans=scans,
        pairs=pairs,
        trips=walked.trips,
        taken=walked.taken,
        places=places,
        dangling=len(places) < len(once),
    )


def own_time(body: ShipmentFact) -> datetime:
    """When a fact that is neither scan, booking nor cancellation counts from."""
    match body:
        case shipments.ShipmentPromised() | shipments.ShipmentEstimated():
            return utc(body.observed_at)
        case shipments.ShipmentLinked():
            return utc(body.at)
        case _:
            return EARLIEST


def named_by(body: ShipmentFact) -> str:
    """The id of the fact that the watchman's fact names."""
    match body:
        case shipments.ShipmentPromiseMissed():
            return body.promise_id
        case shipments.ShipmentNeverSeen():
            return body.booking_id
        case shipments.ShipmentFellSilent() | shipments.ShipmentExpired():
            return body.fact_id
        case _:
            return ""


def _once(facts: Iterable[Fact]) -> list[Fact]:
    """One fact per id: the one known first, whatever else carries the id."""
    by_id: dict[str, Fact] = {}
    for fact in facts:
        before = by_id.get(fact.ce_id)
        if before is None or (fact != before and _first(fact) < _first(before)):
            by_id[fact.ce_id] = fact
    return list(by_id.values())


def _first(fact: Fact) -> tuple[datetime, str, bytes]:
    body = msgspec.json.encode(fact.body, order="deterministic")
    return (fact.known_at, type(fact.body).__name__, body)


def _places(trips: list[Trip], facts: list[Fact]) -> dict[str, int]:
    places: dict[str, int] = {}
    for number, trip in enumerate(trips):
        for item in trip.items:
            statements = item.scan.statements if item.scan is not None else (item.fact,)
            places.update((fact.ce_id, number) for fact in statements)
    for fact in facts:
        if fact.ce_id not in places and not isinstance(fact.body, WATCHMAN):
            places[fact.ce_id] = _place(trips, own_time(fact.body))
    watched = [fact for fact in facts if isinstance(fact.body, WATCHMAN)]
    named = {fact.ce_id: places.get(named_by(fact.body)) for fact in watched}
    return places | {ce_id: place for ce_id, place in named.items() if place is not None}


def _place(trips: list[Trip], at: datetime) -> int:
    """The last journey that takes a fact of this own time; the first takes what is left."""
    for number in range(len(trips) - 1, 0, -1):
        if trips[number].takes(at):
            return number
    return 0
