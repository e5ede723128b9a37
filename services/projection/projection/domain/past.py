"""What had happened by an instant, as it is understood now."""

from collections import defaultdict
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
    end. One that was taken back later had not happened; one that was by then happened with what
    took it back, for what came between rested on it. Everything else counts from its own time:
    booked, promised, cancelled, due.
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
    gone = _gone(history, at)
    return [
        fact
        for scan in history.scans
        if scan.scan_id not in gone and scan.key.instant <= at
        for fact in scan.statements
    ]


def _gone(history: History, at: datetime) -> set[str]:
    """What was taken back and what took it back, unless both had happened: they stand or fall
    together, and what else hangs on them with them.
    """
    named = {fact.ce_id: scan.scan_id for scan in history.scans for fact in scan.statements}
    later = {scan.scan_id for scan in history.scans if scan.key.instant > at}
    groups: dict[str, set[str]] = defaultdict(set)
    for scan in history.scans:
        striker = history.struck_by(scan)
        if striker is not None:
            groups[striker.ce_id] |= {scan.scan_id, named[striker.ce_id]}
    gone: set[str] = set()
    waiting, out = list(groups.values()), later
    while fallen := [group for group in waiting if group & out]:
        waiting = [group for group in waiting if not group & out]
        gone = out = gone.union(*fallen)
    return gone
