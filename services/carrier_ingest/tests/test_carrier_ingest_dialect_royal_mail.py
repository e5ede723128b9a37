"""Royal Mail, heard: histories and summaries, identity, times, texts."""

from datetime import UTC, datetime

import pytest
from carrier_ingest.carriers.heard import Outcome
from dialect_royal_mail_payloads import (
    NUMBER,
    SIGNED,
    TRIED,
    UNKNOWN,
    event,
    item,
    only,
    polled,
    sample,
    told,
)
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty


def test_a_delivery_to_a_neighbour_is_told_from_the_first_data_on() -> None:
    """Listed newest first, heard oldest first; the item is an object, not a list."""
    heard = polled(sample("delivered"), NUMBER)

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "in_transit", "progress.processed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.to_neighbour"),
    ]
    assert [(one.number, one.outcome) for one in heard.answers] == [(NUMBER, Outcome.NEWS)]
    assert (heard.problems, heard.trouble) == ((), None)


def test_a_summary_has_news_of_one_item_and_none_of_another() -> None:
    """A list of items, each with its newest scan or an error of its own."""
    heard = polled(sample("summary"), TRIED, UNKNOWN)

    assert told(heard) == [("event", "attempt_failed", "recipient.not_home")]
    assert [(one.number, one.outcome, one.code) for one in heard.answers] == [
        (TRIED, Outcome.NEWS, None),
        (UNKNOWN, Outcome.NOT_FOUND, "E1142"),
    ]


def test_a_scan_of_a_summary_is_the_one_of_the_history() -> None:
    """The newest event stands in both, under other names."""
    scan = event("EVKNA")
    newest = {
        "lastEventCode": "EVKNA",
        "lastEventName": "No answer",
        "lastEventDateTime": "2025-06-05T10:15:00+01:00",
        "lastEventLocationName": "Truro",
    }

    history, summary = only(scan), only(summary=newest)

    assert history.scan_id == summary.scan_id == only(scan, summary=newest).scan_id


def test_a_scan_is_named_by_its_moment_its_code_and_its_place() -> None:
    """Its name is rewritten now and then; the same moment may be written with another offset."""
    said = only(event("EVKNA"))

    assert said.scan_key == (
        "royal_mail", "royal_mail", NUMBER, "20250605T091500Z", "EVKNA", "TRURO",
    )  # fmt: skip
    renamed = event("EVKNA", "2025-06-05T09:15:00.000Z", eventName="We called")
    assert only(renamed).scan_id == said.scan_id
    assert only(event("EVKNA", locationName="Leeds")).scan_id != said.scan_id


@pytest.mark.parametrize(
    "written", ["2025-06-05T10:15:00", "2025-06-05", "2025-06-05T10:15:00+23:00"]
)
def test_another_zone_of_the_account_names_no_other_scan(written: str) -> None:
    """Whoever corrects --zone is not told the same scans once more."""
    said = [only(event("EVKNA", written), zone=z) for z in ("Europe/London", "Asia/Tokyo", None)]

    assert len({one.scan_id for one in said}) == 1


def test_a_history_that_comes_again_says_nothing_new() -> None:
    """The whole list each time, and an event in it twice, is each scan once."""
    first, later = event("EVIMC"), event("EVGPD", "2025-06-05T11:00:00+01:00")

    before = [said.scan_id for said in polled(item(first), NUMBER).statements]
    after = [said.scan_id for said in polled(item(later, first, first), NUMBER).statements]

    assert after[:1] == before
    assert len(after) == 2


def test_events_in_no_order_are_heard_in_order() -> None:
    """By their own time, whatever the list says."""
    early, late = event("EVIMC"), event("EVGPD", "2025-06-05T11:00:00+01:00")

    assert polled(item(early, late), NUMBER).statements == polled(
        item(late, early), NUMBER
    ).statements  # fmt: skip


def test_events_of_one_moment_are_heard_as_they_are_listed() -> None:
    """The upper one is the newer."""
    heard = polled(item(event("EVIMC"), event("EVGPD")), NUMBER)

    assert [one.code for one in heard.statements] == ["EVGPD", "EVIMC"]


def test_a_scan_is_said_with_its_time_place_and_phrase() -> None:
    """An offset stands in each time."""
    said = only(event("EVKNA", eventName="No&nbsp;answer <b>today</b>"))

    assert said.when == When(
        local="2025-06-05T10:15:00",
        certainty=Certainty.EXACT,
        instant=datetime(2025, 6, 5, 9, 15, tzinfo=UTC),
        zone="+01:00",
    )
    assert said.place == Place(name="Truro")
    assert (said.code, said.text, said.text_language) == ("EVKNA", "No answer today", "en")
    assert (only(event("EVKNA", locationName=None)).place) is None


def test_escaped_tags_are_no_text_for_all_to_see() -> None:
    """Entities are read before tags are dropped, and a lone sign is none."""
    written = "Left &lt;script&gt;alert(1)&lt;/script&gt;<br/>at 5 < 6"

    said = only(event("EVKNA", eventName=written, locationName="&lt;b&gt;Truro&lt;/b&gt;"))

    assert said.text == "Left alert(1) at 5 < 6"
    assert said.place == Place(name="Truro")


@pytest.mark.parametrize(
    ("written", "zone", "certainty"),
    [
        ("2025-06-05T10:15:00+0100", None, Certainty.EXACT),
        ("2025-06-05T10:15:00", "Europe/London", Certainty.ACCOUNT),
        ("2025-06-05T10:15:00", None, Certainty.NONE),
        ("2025-06-05", "Europe/London", Certainty.NONE),
        ("2025-06-05T10:15:00+23:00", "Europe/London", Certainty.ACCOUNT),
    ],
)
def test_a_time_is_as_sure_as_it_was_printed(
    written: str, zone: str | None, certainty: Certainty
) -> None:
    """Without an offset only the account says whose clock it was; a day stays a day."""
    when = only(event("EVKNA", written), zone=zone).when

    assert (when.certainty, when.local) == (certainty, written[:19])


def test_a_failed_call_is_two_scans_before_the_delivery() -> None:
    """At the door and back at the office; then signed for."""
    assert told(polled(sample("signed"), SIGNED)) == [
        ("event", "attempt_failed", "recipient.not_home"),
        ("event", "attempt_failed", "recipient.not_home"),
        ("event", "delivered", "delivered.signed"),
    ]


@pytest.mark.parametrize("broken", [{}, None, "soon", event(""), event("EVKNA", "soon")])
def test_an_event_that_cannot_be_read_costs_no_other(broken: object) -> None:
    """It is counted in a sentence where it was an event at all."""
    heard = polled(item(broken, event("EVIMC")), NUMBER)

    assert [one.code for one in heard.statements] == ["EVIMC"]
    counted = isinstance(broken, dict)
    assert heard.problems == (
        (f"1 events of {NUMBER} have no readable code or time",) if counted else ()
    )


def test_an_event_alone_may_stand_without_its_list() -> None:
    """An object where a list was."""
    assert told(polled(item(events=event("EVKOP")), NUMBER)) == [
        ("event", "delivered", "delivered.other")
    ]


def test_an_item_is_filed_under_the_number_that_was_asked_for() -> None:
    """Royal Mail has two for each: the letters and digits, and the one of the square code."""
    squared = "0B0000000000010A5D1E2"
    pieces = [
        {"mailPieceId": NUMBER, "summary": {"uniqueItemId": squared}, "events": event("EVIMC")},
        {"mailPieceId": TRIED, "events": event("EVIMC")},
    ]

    heard = polled({"mailPieces": pieces}, squared, TRIED)

    assert [one.number for one in heard.answers] == [squared, TRIED]
    assert {one.number for one in heard.statements} == {squared, TRIED}


def test_the_only_item_of_an_answer_needs_no_number() -> None:
    """It is the one that was asked for."""
    heard = polled({"mailPieces": {"events": [event("EVIMC")]}}, NUMBER)

    assert [one.number for one in heard.statements] == [NUMBER]
