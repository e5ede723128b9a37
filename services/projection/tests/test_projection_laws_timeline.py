"""The laws that speak of history: 2, 3, 6 and 7 of docs/fold.md."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from projection.domain import Fact, fold, status, timeline
from projection_histories import LAW, START, histories, scans
from projection_reading import apart, faces, key_of, lines, scan_of, shown_ids, words
from waymark_events.messages.shipments import (
    ShipmentEstimated,
    ShipmentPromised,
    ShipmentScanned,
)
from waymark_events.vocabulary import TERMINAL, Kind, Milestone

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
    events = apart(facts)
    milestone, end, day = Milestone.UNKNOWN, None, ""

    for key, scan in sorted((key_of(fact), scan_of(fact)) for fact in events):
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

    assert words(before).items() <= words(after).items()
    shown = [entry.ce_id for entry in lines(after) if entry.ce_id in shown_ids(before)]
    common = [entry.ce_id for entry in lines(before) if entry.ce_id in set(shown)]
    assert shown == common or len(before.journeys) + len(after.journeys) > 2
    line = next((entry for entry in lines(after) if entry.ce_id == "new"), None)
    if line is not None:
        own = key_of(news).instant
        assert line.learned_late == any(key_of(f).instant > own for f in faces(facts))


@LAW
@given(facts=histories(scans((Kind.EVENT,))), data=st.data(), first=st.booleans())
def test_law_6_a_correction_replaces_what_is_shown_and_keeps_what_was_known(
    facts: list[Fact], data: st.DataObject, first: bool
) -> None:
    """A named scan counts no more, as if never heard of, and its line stays, struck out."""
    events = apart(facts)
    target = data.draw(st.sampled_from(events))
    known_at = START - timedelta(days=9) if first else LATEST
    body = replace(
        scan_of(target), scan_id="C", kind=Kind.CORRECTION, withdraws=scan_of(target).scan_id
    )
    correction = Fact("correction", known_at, body)

    with_it = status(fold([correction, *events]))
    without = status(fold([fact for fact in events if fact is not target]))

    assert _course(with_it) == _course(without)
    line = next(e for e in lines(timeline([*events, correction])) if e.ce_id == target.ce_id)
    assert line.withdrawn_by == "correction"
    assert (line.milestone, line.when) == (scan_of(target).milestone, scan_of(target).when)


@LAW
@given(facts=histories(scans((Kind.EVENT,))), data=st.data())
def test_law_6_a_revision_replaces_what_is_shown_and_keeps_what_was_known(
    facts: list[Fact], data: st.DataObject
) -> None:
    """The last observed statement speaks for its scan; the earlier ones stand behind it."""
    events = apart(facts)
    target = data.draw(st.sampled_from(events))
    revised = data.draw(scans((Kind.EVENT,)))
    body = replace(
        revised, scan_id=scan_of(target).scan_id, observed_at=LATEST, dialect="ups", kind=Kind.EVENT
    )
    revision = Fact("revision", LATEST, body)

    shown = lines(timeline([revision, *events]))

    line = next(entry for entry in shown if entry.ce_id == "revision")
    assert [said.ce_id for said in line.before] == [target.ce_id]
    assert line.before[0].when == scan_of(target).when
    assert line.known_at == target.known_at
    assert len(shown) == len(events)


@LAW
@given(facts=histories())
def test_law_7_every_revision_of_a_promise_and_of_an_estimate_is_kept(facts: list[Fact]) -> None:
    """Each value ever promised or estimated stands once, with when it was said and learned."""
    said = [
        (f.ce_id, f.body.observed_at, f.known_at, f.body.span)
        for f in facts
        if isinstance(f.body, ShipmentPromised | ShipmentEstimated)
    ]

    journeys = timeline(facts).journeys

    kept = [r for j in journeys for r in (*j.promises, *j.estimates)]
    assert len(kept) == len(said)
    assert {(r.ce_id, r.observed_at, r.known_at, r.span) for r in kept} == set(said)


def _course(public: object) -> tuple[object, ...]:
    return tuple(getattr(public, name) for name in ("milestone", "reason", "attempts", "flags"))
