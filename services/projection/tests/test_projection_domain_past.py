"""What had happened by an instant, as it is understood now (docs/fold.md, 10)."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from projection.domain import Fact, fold, happened_by, status
from projection.domain.instants import LATEST
from projection_facts import at, booking, correction, promise, scan
from projection_histories import LAW, START, histories
from waymark_events.vocabulary import Kind


def test_a_late_scan_counts_at_its_own_time() -> None:
    """Accepted on day 0, heard of on day 3: on day 1 it had been accepted, though nobody knew."""
    facts = [
        booking(at(-1), at(-2)),
        scan(at(), "accepted", known=at(3)),
        scan(at(2), "in_transit"),
    ]

    assert status(fold(happened_by(facts, at(1)))).milestone == "accepted"
    assert status(fold(happened_by(facts, at(-0.5)))).milestone == "unknown"


def test_what_was_taken_back_had_not_happened() -> None:
    """Delivered on day 1, taken back on day 2: on day 1.5 it was still on its way."""
    facts = [
        scan(at(), "out_for_delivery"),
        scan(at(1), "delivered", scan_id="S"),
        correction(at(2), "S"),
    ]

    for day in (1.5, 3):
        assert status(fold(happened_by(facts, at(day)))).milestone == "out_for_delivery"


def test_a_corrected_time_counts_as_it_stands() -> None:
    """Said to be delivered on day 1, corrected to day 2: on day 1.5 it was not."""
    facts = [
        scan(at(), "in_transit"),
        scan(at(1), "delivered", scan_id="S", observed_at=at(1)),
        scan(at(2), "delivered", scan_id="S", observed_at=at(2)),
    ]

    assert status(fold(happened_by(facts, at(1.5)))).milestone == "in_transit"
    assert status(fold(happened_by(facts, at(2)))).milestone == "delivered"


def test_a_promise_counts_from_when_it_was_made() -> None:
    """Promised on day 0, moved on day 2: on day 1 the first promise stood."""
    facts = [
        booking(at(-1), at(-2)),
        promise(at(), "2026-03-03", due=at(2)),
        promise(at(2), "2026-03-05", due=at(4)),
    ]

    promised = status(fold(happened_by(facts, at(1)))).promise
    assert promised is not None
    assert promised.span.to == "2026-03-03"


def test_a_scan_that_became_a_correction_is_gone_with_what_it_took() -> None:
    """The carrier revises its own scan into one that takes the last event back."""
    facts = [
        scan(at(), "in_transit", scan_id="S"),
        scan(at(1), "delivered"),
        scan(at(2), "in_transit", scan_id="S", kind=Kind.CORRECTION, observed_at=at(2)),
    ]

    assert status(fold(happened_by(facts, at(3)))).milestone == status(fold(facts)).milestone
    assert happened_by(facts, at()) == []


def test_what_was_taken_back_by_then_keeps_what_rested_on_it() -> None:
    """Found by the law below: a booking belongs to the journey that it was made in, though the scan
    that had opened that journey again was taken back afterwards.
    """
    facts = [
        scan("", "delivered", "delivered.other", scan_id="S0"),
        scan(at(), "out_for_delivery", scan_id="S1"),
        booking(at(hours=0.1), at(hours=-0.1)),
        scan(at(2), "out_for_delivery", scan_id="S2", kind=Kind.CORRECTION),
    ]

    then, now = status(fold(happened_by(facts, at(3)))), status(fold(facts))

    assert (then.milestone, then.journey) == (now.milestone, now.journey)
    assert status(fold(happened_by(facts, at(1)))).milestone != "out_for_delivery"


@LAW
@given(facts=histories(), days=st.integers(0, 150))
def test_the_past_never_raises_and_ends_where_everything_leads(
    facts: list[Fact], days: int
) -> None:
    """At any instant there is an answer; at the last one it is today's milestone and reason."""
    assert status(fold(happened_by(facts, START + timedelta(days=days)))) is not None

    then, now = status(fold(happened_by(facts, LATEST))), status(fold(facts))

    assert (then.milestone, then.reason) == (now.milestone, now.reason)
