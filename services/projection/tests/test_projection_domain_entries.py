"""A line of the timeline: whatever was said, in full, at its time (docs/fold.md, 10)."""

from datetime import datetime
from typing import Any

import pytest
from projection.domain import Entry, Fact, Revision, Said, timeline
from projection_facts import (
    STREAM,
    at,
    booking,
    cancellation,
    correction,
    day,
    estimate,
    fact,
    link,
    promise,
    scan,
)
from waymark_events.messages import shipments
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty, LinkKind, Milestone

BOOKED = booking(at(), at(-1), ce_id="booking")
TOLD: dict[str, Any] = {
    "code": "OT",
    "place": Place(city="Kassel", country="DE"),
    "text": "On the vehicle",
    "text_language": "en",
}


def lines(*facts: Fact) -> list[Entry]:
    """All lines of the only journey, newest first."""
    (journey,) = timeline(facts).journeys
    return list(journey.entries)


def line(one: Fact, *others: Fact) -> Entry:
    """The line of a fact, among others'."""
    (found,) = (entry for entry in lines(one, *others) if entry.ce_id == one.ce_id)
    return found


def exact(instant: datetime) -> When:
    local = instant.isoformat()[:19]
    return When(local=local, certainty=Certainty.EXACT, instant=instant, zone="UTC")


def watched(body: shipments.ShipmentFact) -> Fact:
    """A fact of the watchman, learned long after it was due."""
    return fact(body, at(9), "watched")


@pytest.mark.parametrize(
    ("given", "kind", "label", "own"),
    [
        (BOOKED, "booking", None, at()),
        (promise(at(1), "2026-03-05", due=at(4)), "promise", None, at(1)),
        (estimate(at(2), "2026-03-05"), "estimate", "revised", at(2)),
        (link(at(3), LinkKind.REBOOK), "link", "rebook", at(3)),
        (watched(shipments.ShipmentNeverSeen(
            **STREAM, booking_id="booking", hand_over_by=at(1), due=at(4))),
         "deadline", "never_seen", at(4)),
        (watched(shipments.ShipmentFellSilent(
            **STREAM, fact_id="booking", since=at(1), due=at(5))),
         "deadline", "fell_silent", at(5)),
        (watched(shipments.ShipmentExpired(**STREAM, fact_id="booking", due=at(6))),
         "deadline", "expired", at(6)),
        (watched(shipments.ShipmentPromiseMissed(
            **STREAM, promise_id="booking", due=at(7), zone="UTC")),
         "deadline", "promise_missed", at(7)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_scan_has_a_line_of_its_own(
    given: Fact, kind: str, label: str | None, own: datetime
) -> None:
    """At its own time, which is exact: it is ours."""
    found = line(given) if given == BOOKED else line(given, BOOKED)

    assert (found.kind, found.label, found.when) == (kind, label, exact(own))
    assert found.known_at == given.known_at
    assert (found.milestone, found.reason) == (None, None)


def test_a_cancellation_says_what_it_does() -> None:
    """Of all that is no scan, it alone moves the parcel."""
    found = line(cancellation(at(1)), BOOKED)

    assert (found.kind, found.when) == ("cancellation", exact(at(1)))
    assert (found.milestone, found.reason) == (Milestone.CANCELLED, "retailer.cancelled")


def test_days_that_were_said_stand_in_their_lines() -> None:
    """Promised and expected ones; no other line has any."""
    spans = [entry.span for entry in lines(
        BOOKED, promise(at(1), "2026-03-05", due=at(4)), estimate(at(2), "2026-03-06")
    )]  # fmt: skip

    assert spans == [day("2026-03-06"), day("2026-03-05"), None]


def test_a_scans_line_is_what_the_carrier_said() -> None:
    """Nothing of it is left out, and its text keeps its language."""
    given = scan(at(1), "out_for_delivery", scan_id="S", ce_id="scan", hidden=True, **TOLD)

    assert line(given) == Entry(
        kind="event",
        ce_id="scan",
        when=exact(at(1)),
        known_at=at(1),
        milestone=Milestone.OUT_FOR_DELIVERY,
        reason="progress.update",
        dialect="ups",
        scan_id="S",
        hidden=True,
        **TOLD,
    )


def test_what_was_said_of_a_scan_before_stands_in_its_line() -> None:
    """Newer words speak for the scan; the older ones are kept whole."""
    first = scan(at(1), "in_transit", scan_id="S", ce_id="first", **TOLD)
    second = scan(at(1), "delivered", scan_id="S", ce_id="second", known=at(2), observed_at=at(2))

    assert line(second, first).before == (
        Said(
            ce_id="first",
            known_at=at(1),
            when=exact(at(1)),
            milestone=Milestone.IN_TRANSIT,
            reason="progress.update",
            **TOLD,
        ),
    )


def test_revisions_say_what_was_said_and_when() -> None:
    """A promise with its due instant, an estimate with how it was meant."""
    promised = promise(at(1), "2026-03-05", due=at(4), ce_id="promise")
    expected = estimate(at(2), "2026-03-06", ce_id="estimate")

    (journey,) = timeline([promised, expected]).journeys

    assert journey.promises == (
        Revision(
            ce_id="promise",
            observed_at=at(1),
            known_at=at(1),
            span=day("2026-03-05"),
            due=at(4),
        ),
    )
    assert journey.estimates == (
        Revision(
            ce_id="estimate",
            observed_at=at(2),
            known_at=at(2),
            span=day("2026-03-06"),
            basis="revised",
        ),
    )


def test_a_journey_is_named_and_says_where_it_led() -> None:
    """Lines of one instant stand by what the order of facts says, not by their texts."""
    (journey,) = timeline([scan(at(1), "attempt_failed", "recipient.not_home")]).journeys

    assert journey.id
    assert (journey.milestone, journey.reason) == ("attempt_failed", "recipient.not_home")


def test_a_correction_between_events_hides_none_behind_it() -> None:
    """What stood after the end is marked, whatever was taken back before it."""
    facts = [
        scan(at(), "accepted", scan_id="S"),
        correction(at(0.5), "S"),
        scan(at(1), "delivered"),
        scan(at(2), "in_transit", ce_id="odd"),
    ]

    assert [entry.ce_id for entry in lines(*facts) if entry.after_end] == ["odd"]
