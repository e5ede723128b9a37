"""Canada Post, heard: histories, identity, codes and phrases, and scans that repeat others."""

import pytest
from carrier_ingest.carriers import canada_post
from carrier_ingest.carriers.heard import Outcome
from carrier_ingest.carriers.tables import by_code
from dialect_canada_post_payloads import (
    CARDED,
    NUMBER,
    SIGNED,
    detail,
    occurrence,
    only,
    polled,
    sample,
    told,
)
from waymark_events.values import Place


def test_a_delivery_is_told_from_the_first_data_on() -> None:
    """Eight occurrences, listed newest first, one of them about a wrong address."""
    heard = polled(sample("delivered"), NUMBER)

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.processed"),
        ("event", "in_transit", "progress.processed"),
        ("event", "in_transit", "progress.processed"),
        ("event", "exception", "retailer.wrong_address"),
        ("event", "in_transit", "progress.processed"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.to_safe_place"),
    ]
    assert [(one.number, one.outcome) for one in heard.answers] == [(NUMBER, Outcome.NEWS)]
    assert (heard.problems, heard.trouble, heard.links, heard.proofs) == ((), None, (), ())
    last = heard.statements[-1]
    assert last.text == "Item successfully delivered to recipient's front door"
    assert last.place == Place(city="HALIFAX", region="NS", country="CA")


def test_a_card_that_is_younger_than_its_counter_moves_nothing() -> None:
    """The attempt was printed minutes after "available for pickup", where the parcel is."""
    assert told(polled(sample("card_left"), CARDED)) == [
        ("event", "available_for_pickup", "pickup.counter"),
        ("info", "attempt_failed", "recipient.not_home"),
        ("event", "available_for_pickup", "pickup.last_call"),
    ]


@pytest.mark.parametrize(
    ("beside", "kind"),
    [
        (occurrence("1701", event_time="08:56:00"), "info"),
        (occurrence("1701", event_time="08:54:59"), "event"),
        (occurrence("1701", event_time="09:10:01"), "event"),
        (occurrence("1701", event_time="09:06:00", event_site="BRANDON"), "event"),
        (occurrence("0174", event_time="09:06:00"), "event"),
        ("", "event"),
    ],
)
def test_an_attempt_is_one_unless_the_parcel_waited_already(beside: str, kind: str) -> None:
    """At the same place, within a quarter of an hour before."""
    heard = polled(detail(occurrence("1479"), beside), NUMBER)

    assert [one.kind for one in heard.statements if one.code == "1479"] == [kind]


def test_the_image_of_a_signature_is_no_second_delivery() -> None:
    """It comes hours later; alone, it is all that is known of the delivery."""
    heard = polled(sample("abroad"), SIGNED)

    assert told(heard)[1:] == [
        ("event", "delivered", "delivered.signed"),
        ("info", "delivered", "delivered.signed"),
    ]
    assert only("20").kind == "event"


@pytest.mark.parametrize(("written", "code"), [("20", "0020"), ("167", "0167"), ("0174", "0174")])
def test_an_identifier_may_have_lost_its_zeros(written: str, code: str) -> None:
    """It is the same scan, and the same row."""
    assert only(written).code == code
    assert only(written).scan_id == only(code).scan_id
    assert only(written).reason != "unmapped"


def test_every_row_of_the_table_is_found_by_its_identifier() -> None:
    """Whatever its phrase says."""
    rows = by_code(canada_post.__name__)

    heard = {code: only(code, event_description="out for delivery") for code in rows}

    assert {code: (one.kind, one.milestone, one.reason) for code, one in heard.items()} == {
        code: (row.kind, row.milestone, row.reason) for code, row in rows.items()
    }


def test_the_traps_of_the_table_are_as_the_carrier_means_them() -> None:
    """Others read them as "accepted" and "card left"."""
    assert only("1408").milestone == "delivered"
    assert (only("1415").milestone, only("1415").reason) == ("returning", "retailer.wrong_address")


@pytest.mark.parametrize(
    ("phrase", "milestone", "reason"),
    [
        ("Item successfully delivered", "delivered", "delivered.other"),
        ("Article livré avec succès", "delivered", "delivered.other"),
        ("Item Out for Delivery", "out_for_delivery", "progress.update"),
        ("Article sorti pour livraison", "out_for_delivery", "progress.update"),
        ("Item available for pickup", "available_for_pickup", "pickup.counter"),
        ("Article disponible au comptoir", "available_for_pickup", "pickup.counter"),
        ("Notice card left", "attempt_failed", "recipient.not_home"),
        ("Avis laissé", "attempt_failed", "recipient.not_home"),
        ("Item being returned to sender", "returning", "unstated"),
        ("Article retourné à l’expéditeur", "returning", "unstated"),
        ("Article retourn&eacute; &agrave; l&#39;exp&eacute;diteur", "returning", "unstated"),
        ("Presented to Customs", "in_transit", "customs.presented"),
        ("Remis aux douanes", "in_transit", "customs.presented"),
        ("Item processed", "in_transit", "progress.processed"),
        ("Article traité", "in_transit", "progress.processed"),
        ("Item has arrived", "in_transit", "progress.arrived"),
        ("Article arrivé", "in_transit", "progress.arrived"),
        ("Item not available for pickup", "in_transit", "unmapped"),
        ("Item unavailable for pickup", "in_transit", "unmapped"),
        ("Item no longer available for pickup", "in_transit", "unmapped"),
        ("Article indisponible", "in_transit", "unmapped"),
        ("Article non disponible", "in_transit", "unmapped"),
        ("Cet article n'est pas disponible", "in_transit", "unmapped"),
        ("Something else", "in_transit", "unmapped"),
        ("Something advised", "in_transit", "unmapped"),
    ],
)
def test_an_identifier_of_no_row_is_read_by_its_phrase(
    phrase: str, milestone: str, reason: str
) -> None:
    """In English or French; what says nothing known is shown and moves on."""
    said = only("9998", event_description=phrase)

    assert (said.milestone, said.reason, said.kind) == (milestone, reason, "event")


def test_a_scan_is_named_by_its_code_its_time_and_its_place() -> None:
    """There are no ids; phrase and abbreviation change with language and season."""
    said = only("100")

    assert said.scan_key == (
        "canada_post", "canada_post", NUMBER, "0100", "2026-03-12", "09:10:00", "OTTAWA", "ON",
    )  # fmt: skip
    assert only("0100", event_description="Texte", event_time_zone="").scan_id == said.scan_id
    for other in ({"event_time": "09:11:00"}, {"event_site": "TORONTO"}, {"event_province": "QC"}):
        assert only("0100", **other).scan_id != said.scan_id


def test_a_history_that_comes_again_says_nothing_new() -> None:
    """The whole of it each time; an occurrence in it twice is one scan."""
    first, later = occurrence("2300"), occurrence("0174", event_date="2026-03-13")

    before = polled(detail(first), NUMBER).statements
    after = polled(detail(later, first, first), NUMBER).statements

    assert [one.scan_id for one in after][:1] == [one.scan_id for one in before]
    assert len(after) == 2


def test_occurrences_of_one_moment_are_heard_as_they_are_listed() -> None:
    """The upper one is the newer."""
    heard = polled(detail(occurrence("0100"), occurrence("0174")), NUMBER)

    assert [one.code for one in heard.statements] == ["0174", "0100"]


@pytest.mark.parametrize(
    "broken",
    [occurrence(""), occurrence("0100", event_date="soon"), "<occurrence/>"],
)
def test_an_occurrence_that_cannot_be_read_costs_no_other(broken: str) -> None:
    """It is counted in a sentence."""
    heard = polled(detail(broken, occurrence("2300")), NUMBER)

    assert [one.code for one in heard.statements] == ["2300"]
    assert heard.problems == (f"1 occurrences of {NUMBER} have no code or no day",)
