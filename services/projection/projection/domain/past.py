"""What had happened by an instant, as it is understood now."""

from collections.abc import Iterable
from datetime import datetime

from waymark_events.messages.shipments import ShipmentScanned

from projection.domain.entries import came_about
from projection.domain.facts import Fact
from projection.domain.history import History, history_of
from projection.domain.instants import utc


def happened_by(facts: Iterable[Fact], at: datetime) -> list[Fact]:
    """The facts about what had happened by `at`; all facts given decide how each is understood.

    A scan counts by its own time as it stands after all corrections; a day without an hour from its
    end. One that was taken back had not happened, and what took it back is left out with it.
    Everything else counts from its own time: booked, promised, cancelled, due.
    """
    history = history_of(facts)
    if history is None:
        return []
    scanned = _scanned(history, at)
    beside = [
        fact
        for fact in history.facts
        if not isinstance(fact.body, ShipmentScanned) and utc(came_about(fact)) <= at
    ]
    return [*scanned, *beside]


def _scanned(history: History, at: datetime) -> list[Fact]:
    struck = {scan.scan_id: fact for scan in history.scans if (fact := history.struck_by(scan))}
    strikers = {fact.ce_id for fact in struck.values()}
    return [
        fact
        for scan in history.scans
        if scan.scan_id not in struck
        and scan.shown.ce_id not in strikers
        and scan.key.instant <= at
        for fact in scan.statements
    ]
