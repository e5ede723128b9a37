"""The test carrier's dialect: its own form, read like any other carrier's."""

from pathlib import Path

import msgspec
from carrier_ingest.carriers.dialect import Channel, RawPayload
from carrier_ingest.carriers.heard import Basis, Heard, Outcome
from carrier_ingest.carriers.test import DIALECT
from waymark_events.values import Span
from waymark_events.vocabulary import Certainty, Kind, Milestone

SAMPLE = (Path(__file__).parent / "dialect_samples" / "test_withdrawn.json").read_bytes()
NUMBER = "TEST-WITHDRAWN-1"


def hear(body: bytes, *asked: str) -> Heard:
    return DIALECT.parse(RawPayload(body=body, channel=Channel.POLL, asked=asked))


def test_a_history_is_heard_whole() -> None:
    """Scans with their own times, the day expected, who took it, and that it was answered for."""
    heard = hear(SAMPLE, NUMBER)

    accepted, collect, duties, neighbour, withdrawn = heard.statements
    assert (accepted.milestone, accepted.code) == (Milestone.ACCEPTED, "ACCEPTED")
    assert accepted.when.certainty == Certainty.EXACT
    assert (accepted.when.local, accepted.when.zone) == ("2026-03-12T10:00:06", "+01:00")
    assert accepted.place is not None
    assert accepted.place.name == "Test branch"
    assert collect.pickup_until == "2026-03-19"
    assert (duties.duties_amount, duties.duties_currency) == ("12.40", "EUR")
    assert (withdrawn.kind, withdrawn.withdraws) == (Kind.CORRECTION, neighbour.scan_id)
    (note,) = heard.notes
    assert (note.scan_id, note.neighbour) == (neighbour.scan_id, "Test neighbour, second floor")
    (estimate,) = heard.estimates
    day = Span(from_="2026-03-12", to="2026-03-12", precision="day", zone="Europe/Berlin")
    assert (estimate.basis, estimate.span) == (Basis.REVISED, day)
    assert [(one.number, one.outcome) for one in heard.answers] == [(NUMBER, Outcome.NEWS)]
    assert heard.problems == ()


def test_a_scan_that_cannot_be_read_costs_no_other() -> None:
    """One without a time is a problem in a sentence; a code of no table is in transit, unmapped."""
    value = msgspec.json.decode(SAMPLE)
    value["scans"][0]["at"] = "soon"
    value["scans"][1]["code"] = "BEAMED"

    heard = hear(msgspec.json.encode(value))

    assert [one.reason for one in heard.statements[:1]] == ["unmapped"]
    assert len(heard.statements) == 4
    assert heard.problems == (f"1 scans of {NUMBER} have no code or no time",)
    assert heard.answers == ()
