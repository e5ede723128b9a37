"""The laws that speak of history: 2, 3, 6 and 7 of docs/fold.md."""

from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from projection.domain import Entry, Fact, Timeline, fold, status, timeline
from projection_histories import LAW, START, histories, scans
from waymark_events.messages.shipments import (
    ShipmentEstimated,
    ShipmentPromised,
    ShipmentScanned,
)
from waymark_events.ordering import OrderKey, order_key
from waymark_events.values import When
from waymark_events.vocabulary import TERMINAL, Certainty, Kind, Milestone

LATEST = START + timedelta(days=400)
_IN_HANDS = {
    "accepted",
    "in_transit",
    "out_for_delivery",
    "attempt_failed",
    "available_for_pickup",
    "returning",
}


@LAW
@given(facts=histories(scans((Kind.EVENT,))))
def test_law_2_a_terminal_milestone_is_left_only_as_the_vocabulary_says(facts: list[Fact]) -> None:
    """Whatever came when: by own time alone, and only by what shows the parcel on its way again."""
    events = _apart(facts, days=50)
    milestone, end, day = Milestone.UNKNOWN, None, ""

    for key, scan in sorted((_key(fact), _scan(fact)) for fact in events):
        if end is None:
            moved = scan.milestone != Milestone.UNKNOWN
        else:
            moved = key.instant > end.instant and _may_leave(milestone, scan, day)
        if moved:
            milestone = scan.milestone
            end = key if milestone in TERMINAL else None
            day = scan.when.local[:10]

    assert status(fold(events)).milestone == milestone


def _may_leave(milestone: Milestone, scan: ShipmentScanned, day: str) -> bool:
    if scan.reason == "unmapped":
        return False
    if milestone != Milestone.DELIVERED:
        return scan.milestone in _IN_HANDS | {"delivered"}
    if scan.milestone == Milestone.OUT_FOR_DELIVERY:
        return scan.when.local[:10] > day
    return scan.milestone in {"returning", "attempt_failed", "available_for_pickup"}


@LAW
@given(facts=histories(), scan=scans((Kind.EVENT, Kind.INFO)))
def test_law_3_a_scan_never_rewrites_the_past(facts: list[Fact], scan: ShipmentScanned) -> None:
    """A scan heard of last adds a line at its own time; every earlier line says what it said."""
    news = Fact("new", LATEST, replace(scan, scan_id="NEW", kind=Kind.EVENT, withdraws=None))

    before, after = timeline(facts), timeline([*facts, news])

    assert _words(before).items() <= _words(after).items()
    shown = [entry.ce_id for entry in _lines(after) if entry.ce_id in _shown(before)]
    common = [entry.ce_id for entry in _lines(before) if entry.ce_id in set(shown)]
    assert sorted(shown) == sorted(common)
    line = next((entry for entry in _lines(after) if entry.ce_id == "new"), None)
    if line is not None:
        own = _key(news).instant
        assert line.learned_late == any(_key(f).instant > own for f in _faces(facts))


@LAW
@given(facts=histories(scans((Kind.EVENT,))), data=st.data(), first=st.booleans())
def test_law_6_a_correction_replaces_what_is_shown_and_keeps_what_was_known(
    facts: list[Fact], data: st.DataObject, first: bool
) -> None:
    """A named scan counts no more, as if never heard of, and its line stays, struck out."""
    events = _apart(facts, days=500)
    target = data.draw(st.sampled_from(events))
    known_at = START - timedelta(days=9) if first else LATEST
    body = replace(
        _scan(target), scan_id="C", kind=Kind.CORRECTION, withdraws=_scan(target).scan_id
    )
    correction = Fact("correction", known_at, body)

    with_it = status(fold([correction, *events]))
    without = status(fold([fact for fact in events if fact is not target]))

    assert _course(with_it) == _course(without)
    line = next(e for e in _lines(timeline([*events, correction])) if e.ce_id == target.ce_id)
    assert line.withdrawn_by == "correction"
    assert (line.milestone, line.when) == (_scan(target).milestone, _scan(target).when)


@LAW
@given(facts=histories(scans((Kind.EVENT,))), data=st.data())
def test_law_6_a_revision_replaces_what_is_shown_and_keeps_what_was_known(
    facts: list[Fact], data: st.DataObject
) -> None:
    """The last observed statement speaks for its scan; the earlier ones stand behind it."""
    events = _apart(facts, days=500)
    target = data.draw(st.sampled_from(events))
    revised = data.draw(scans((Kind.EVENT,)))
    body = replace(
        revised, scan_id=_scan(target).scan_id, observed_at=LATEST, dialect="ups", kind=Kind.EVENT
    )
    revision = Fact("revision", LATEST, body)

    lines = _lines(timeline([revision, *events]))

    line = next(entry for entry in lines if entry.ce_id == "revision")
    assert [said.ce_id for said in line.before] == [target.ce_id]
    assert line.before[0].when == _scan(target).when
    assert line.known_at == target.known_at
    assert len(lines) == len(events)


@LAW
@given(facts=histories())
def test_law_7_every_revision_of_a_promise_and_of_an_estimate_is_kept(facts: list[Fact]) -> None:
    """Each value ever promised or estimated stands once, with when it was said and learned."""
    said = [f for f in facts if isinstance(f.body, ShipmentPromised | ShipmentEstimated)]

    journeys = timeline(facts).journeys

    kept = [r for j in journeys for r in (*j.promises, *j.estimates)]
    expected = {(f.ce_id, f.body.observed_at, f.known_at, f.body.span) for f in said}
    assert len(kept) == len(said)
    assert {(r.ce_id, r.observed_at, r.known_at, r.span) for r in kept} == expected


def _apart(facts: list[Fact], days: int) -> list[Fact]:
    """The same events as different scans of one carrier, within so many days: one journey."""
    apart = []
    for number, fact in enumerate(facts):
        scan = _scan(fact)
        when = _readable(scan.when)
        body = replace(scan, scan_id=f"S{number:02}", dialect="ups", when=when)
        if _key(Fact(fact.ce_id, fact.known_at, body)).instant <= START + timedelta(
            days=min(days, 50)
        ):
            apart.append(Fact(fact.ce_id, fact.known_at, body))
    assume(apart)
    return apart


def _readable(when: When) -> When:
    if when.local[:2] == "20":
        return when
    return When(local="2026-03-01T09:00:00", certainty=Certainty.EXACT, instant=START)


def _scan(fact: Fact) -> ShipmentScanned:
    assert isinstance(fact.body, ShipmentScanned)
    return fact.body


def _key(fact: Fact) -> OrderKey:
    scan = _scan(fact)
    return order_key(scan.when, scan.sequence, scan.milestone, fact.known_at, fact.ce_id)


def _faces(facts: list[Fact]) -> list[Fact]:
    """The statement that speaks for each scan."""
    faces: dict[str, Fact] = {}
    for fact in facts:
        if not isinstance(fact.body, ShipmentScanned) or _strikes(fact.body):
            continue
        old = faces.get(fact.body.scan_id)
        if old is None or _revision(fact) > _revision(old):
            faces[fact.body.scan_id] = fact
    struck = [f for f in facts if isinstance(f.body, ShipmentScanned) and _strikes(f.body)]
    for fact in sorted(struck, key=_revision):
        alone = faces.get(_scan(fact).scan_id)
        if alone is None or _strikes(_scan(alone)):
            faces[_scan(fact).scan_id] = fact
    return list(faces.values())


def _strikes(scan: ShipmentScanned) -> bool:
    return scan.kind == Kind.CORRECTION and scan.withdraws == scan.scan_id


def _revision(fact: Fact) -> tuple[datetime, int, str]:
    return (_scan(fact).observed_at, _scan(fact).mapping_version, fact.ce_id)


def _lines(shown: Timeline) -> list[Entry]:
    return [entry for journey in shown.journeys for entry in journey.entries]


def _shown(shown: Timeline) -> set[str]:
    return {entry.ce_id for entry in _lines(shown)}


def _words(shown: Timeline) -> dict[str, tuple[object, ...]]:
    """What each fact said, wherever it stands on the timeline."""
    said = {}
    for entry in _lines(shown):
        for word in (entry, *entry.before, *entry.echoes):
            said[word.ce_id] = (word.when, word.milestone, word.reason, word.code)
    return said


def _course(public: object) -> tuple[object, ...]:
    return tuple(getattr(public, name) for name in ("milestone", "reason", "attempts", "flags"))
