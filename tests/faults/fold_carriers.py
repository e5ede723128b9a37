"""What carriers tell in a story: scans, the same in another dialect, second thoughts, estimates."""

from typing import Any

from faults.fold_stories import Lot, Story, Telling
from msgspec.structs import replace
from projection.domain import Fact
from projection_facts import START, correction, estimate, fact, scan
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Certainty, Kind, Milestone

_MILESTONES = [
    *["announced", "accepted", "in_transit", "in_transit", "out_for_delivery", "attempt_failed"],
    *["returning", "returned", "available_for_pickup", "available_for_pickup", "delivered"],
    *["delivered", "lost", "unknown", "exception"],
]
_REASONS = [
    *["progress.update", "unmapped", "unstated", "recipient.refused", "customs.duties_due"],
    *["pickup.counter", "customs.cleared"],
]
_PLACES = [None, None, Place(), Place(city="Bonn"), Place(name="Kiosk", city=" BONN", country="DE")]
_DUTIES = {"duties_amount": "12.40", "duties_currency": "EUR"}
_MORE: list[dict[str, Any]] = [{}, {}, {"pickup_until": "2026-03-09"}, _DUTIES, {"sequence": 1}]
_MORE += [{"sequence": -1}]
_CODES = ["A", "A/1", "A/2"]
_PATTERNS: list[tuple[str, ...]] = [(), (), (), ("A",), ("A/*",), ("*/1", "B")]
_LOCALS = [
    *["2026-03-02", "2026-03-03", "2026-03-02T10:00:00", "2026-03-02T23:59:59", "2026-10-29"],
    *["2026-03-29T02:30:00", "2026-10-25T02:30:00", "2011-12-30", "2026-03-01T09:00", "soon"],
    *["2026-13-99", "0001-01-01", "2026-03-01T09:00:00+02:00", "9999-12-31", "9999-12-31T23:59:59"],
]
_ZONES = [
    *["UTC", "Europe/Berlin", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Pacific/Apia"],
    *["-07:00", "+14:00", "+99:99", "Mars/Base", "../passwd"],
]
SPANS = [
    Span(from_=said, to=said, precision="window" if "T" in said else "day", zone="Europe/Berlin")
    for said in ("2026-03-02", "2026-03-04", "2026-03-04T10:00", "2026-03-04T12:00")
]


def _event(story: Story, lot: Lot) -> Fact:
    said: dict[str, Any] = {
        "milestone": lot.of(_MILESTONES),
        "reason": lot.of(_REASONS),
        "kind": lot.of([Kind.EVENT, Kind.EVENT, Kind.EVENT, Kind.INFO]),
        "dialect": lot.of(["ups", "dhl"]),
        "code": lot.of(_CODES),
        "place": lot.of(_PLACES),
    }
    return story.said(scan(story.at, **said, **lot.of(_MORE)))


def _misread(story: Story, lot: Lot) -> Fact:
    """A scan whose time is hard to read, or cannot be read."""
    when = When(local=lot.of(_LOCALS), certainty=Certainty.NONE, zone=lot.of(_ZONES))
    _event(story, lot)
    story.scans[-1] = replace(story.scans[-1], when=when)
    return fact(story.scans[-1], story.at)


def _echo(story: Story, lot: Lot) -> Fact:
    """The last scan once more, in the other dialect."""
    if not story.scans:
        return _event(story, lot)
    last = story.scans[-1]
    other = {"ups": "dhl", "dhl": "ups"}[last.dialect]
    return story.said(fact(replace(last, dialect=other, place=lot.of(_PLACES)), story.at))


def _restatement(story: Story, lot: Lot) -> Fact:
    """Another word about a scan, or the carrier strikes it."""
    if not story.scans:
        return _event(story, lot)
    before = lot.of(story.scans)
    struck: dict[str, Any] = {"kind": Kind.CORRECTION, "withdraws": before.scan_id}
    word = lot.of([{"milestone": Milestone(lot.of(_MILESTONES))}, struck])
    observed_at, version = lot.of([START, story.at]), lot.of([0, 1, 2])
    again = replace(before, observed_at=observed_at, mapping_version=version, **word)
    return fact(again, story.at)


def _correction(story: Story, lot: Lot) -> Fact:
    name = lot.of([None, None, story.some_scan(lot)])
    codes = lot.of(_PATTERNS) if name is None else ()
    dialect = lot.of(["ups", "dhl"])
    return story.said(correction(story.at, name, dialect=dialect, withdraws_codes=codes))


def _estimate(story: Story, lot: Lot) -> Fact:
    body = estimate(story.at, "2026-03-02", version=lot.of([1, 2])).body
    return fact(replace(body, span=lot.of([*SPANS, None])), story.at)


BY_CARRIERS: list[Telling] = [
    *[_event] * 6,
    *[_echo, _restatement, _correction] * 2,
    *[_misread, _estimate],
]
