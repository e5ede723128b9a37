"""Reading facts and timelines the plain way, for laws that compare the fold with it."""

from datetime import datetime, timedelta

from hypothesis import assume
from msgspec.structs import replace
from projection.domain import Entry, Fact, Said, Timeline
from projection.domain.instants import utc
from projection_histories import START
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.ordering import OrderKey, order_key
from waymark_events.values import When
from waymark_events.vocabulary import Certainty, Kind


def apart(facts: list[Fact]) -> list[Fact]:
    """The same events as different scans of one carrier, within so many days: one journey."""
    found = []
    for number, fact in enumerate(facts):
        scan = scan_of(fact)
        when = _readable(scan.when)
        body = replace(scan, scan_id=f"S{number:02}", dialect="ups", when=when)
        if key_of(Fact(fact.ce_id, fact.known_at, body)).instant <= START + timedelta(days=50):
            found.append(Fact(fact.ce_id, fact.known_at, body))
    assume(found)
    return found


def _readable(when: When) -> When:
    if when.local[:2] == "20":
        return when
    return When(local="2026-03-01T09:00:00", certainty=Certainty.EXACT, instant=START)


def scan_of(fact: Fact) -> ShipmentScanned:
    """A fact's scan; the fact is one."""
    assert isinstance(fact.body, ShipmentScanned)
    return fact.body


def key_of(fact: Fact) -> OrderKey:
    """Where a statement stands in the total order; in UTC, where the calendar has ends."""
    scan = scan_of(fact)
    key = order_key(scan.when, scan.sequence, scan.milestone, fact.known_at, fact.ce_id)
    return key._replace(instant=utc(key.instant))


def faces(facts: list[Fact]) -> list[Fact]:
    """The statement that speaks for each scan."""
    spoken: dict[str, Fact] = {}
    for fact in facts:
        if not isinstance(fact.body, ShipmentScanned) or _strikes(fact.body):
            continue
        old = spoken.get(fact.body.scan_id)
        if old is None or _revision(fact) > _revision(old):
            spoken[fact.body.scan_id] = fact
    struck = [f for f in facts if isinstance(f.body, ShipmentScanned) and _strikes(f.body)]
    for fact in sorted(struck, key=_revision):
        alone = spoken.get(scan_of(fact).scan_id)
        if alone is None or _strikes(scan_of(alone)):
            spoken[scan_of(fact).scan_id] = fact
    return list(spoken.values())


def _strikes(scan: ShipmentScanned) -> bool:
    return scan.kind == Kind.CORRECTION and scan.withdraws == scan.scan_id


def _revision(fact: Fact) -> tuple[datetime, int, str]:
    return (scan_of(fact).observed_at, scan_of(fact).mapping_version, fact.ce_id)


def lines(shown: Timeline) -> list[Entry]:
    """All entries of all journeys."""
    return [entry for journey in shown.journeys for entry in journey.entries]


def shown_ids(shown: Timeline) -> set[str]:
    """Ids of the facts that have a line of their own."""
    return {entry.ce_id for entry in lines(shown)}


def words(shown: Timeline) -> dict[str, tuple[object, ...]]:
    """What each fact said, wherever it stands on the timeline."""
    said: dict[str, tuple[object, ...]] = {}
    for entry in lines(shown):
        spoken: list[Entry | Said] = [entry, *entry.before, *entry.echoes]
        for word in spoken:
            said[word.ce_id] = (word.when, word.milestone, word.reason, word.code)
    return said
