"""What makes a scan this one, and what is said of it: pinned, for it is kept for ever."""

from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers import ups
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Statement, scan_id
from carrier_ingest.carriers.reading import amount, flag, tracking_number
from dialect_dhl_payloads import NUMBER as PIECE
from dialect_dhl_payloads import answer as dhl_answer
from dialect_dhl_payloads import event
from dialect_dhl_payloads import polled as asked_of_dhl
from dialect_ups_payloads import DUTIABLE, NUMBER, package, polled, pushed, sample
from waymark_events.ids import digest
from waymark_events.values import Place
from waymark_events.vocabulary import Certainty, Kind, Milestone

BEGINS = ("ups", "ups", NUMBER, "I", "OT")


def scanned(**fields: object) -> Statement:
    """The scan of the sample push, with other fields."""
    (said,) = pushed(sample("ups_push_out_for_delivery.json") | fields).statements
    return said


def without_utc(**fields: object) -> Statement:
    """The same where UPS gives no pair in UTC."""
    return scanned(gmtActivityDate="", gmtActivityTime="", **fields)


def test_a_scan_of_ups_is_named_by_its_codes_its_time_and_its_country() -> None:
    """In UTC where it can be, else as printed; the city comes later and is no part of it."""
    assert scanned().scan_key == (*BEGINS, "gmt", "20260312", "154132", "US")
    assert without_utc().scan_key == (*BEGINS, "local", "20260312", "084132", "US")
    assert without_utc(localActivityTime="").scan_key[5:] == ("local", "20260312", "", "US")
    assert scanned(activityLocation={}).scan_key[-1] == ""


def test_a_name_of_a_scan_is_made_of_its_key() -> None:
    """Another way to make it would count every scan anew."""
    assert scanned().scan_id == scan_id(scanned().scan_key) == digest("scan", *scanned().scan_key)


def test_a_scan_of_ups_is_said_in_full() -> None:
    """What is printed stands in it; what is not, is left out."""
    said = scanned()

    assert msgspec.structs.replace(said, when=said.when) == Statement(
        scan_key=said.scan_key,
        carrier="ups",
        number=NUMBER,
        kind=Kind.EVENT,
        milestone=Milestone.OUT_FOR_DELIVERY,
        reason="progress.update",
        when=said.when,
        code="I/OT/021",
        place=Place(city="Portland", region="OR", country="US"),
        text="Out for Delivery",
        text_language="en",
    )
    bare = scanned(activityLocation={}, activityStatus={"type": "I", "code": "OT"})
    assert (bare.place, bare.text, bare.text_language) == (None, None, None)


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ({"countryCode": "US"}, Place(country="US")),
        ({"city": "Portland"}, Place(city="Portland")),
        ({"stateProvince": "OR"}, Place(region="OR")),
    ],
)
def test_a_place_is_as_much_of_it_as_was_printed(location: dict[str, str], place: Place) -> None:
    """Each part for itself."""
    assert scanned(activityLocation=location).place == place


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("-07.00", "-07:00"),
        ("+05:30", "+05:30"),
        ("-0330", "-03:30"),
        ("+9", "+09:00"),
    ],
)
def test_an_offset_makes_a_printed_time_exact(written: str, zone: str) -> None:
    """In each of the ways in which UPS writes it."""
    when = without_utc(gmtOffset=written).when

    assert (when.certainty, when.zone) == (Certainty.EXACT, zone)
    polled_entry: dict[str, Any] = {
        "date": "20260312", "time": "084132", "gmtOffset": written,
        "status": {"type": "I", "code": "OT"},
    }  # fmt: skip
    body = sample("ups_poll_delivered.json")
    package(body)["activity"] = [polled_entry]
    assert polled(body, NUMBER).statements[0].when.zone == zone


@pytest.mark.parametrize("written", ["+30:00", "-07.07", "PST", ""])
def test_an_offset_that_no_clock_has_says_nothing(written: str) -> None:
    """The place helps, as where none was printed."""
    assert without_utc(gmtOffset=written).when.zone == "America/Los_Angeles"


def test_a_day_with_separators_is_the_same_day() -> None:
    """And an hour with colons the same hour."""
    assert without_utc(localActivityDate="2026-12-11").when.local.startswith("2026-12-11")
    assert without_utc(localActivityTime="08:41:32").scan_key == without_utc().scan_key


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("true", True), (" TRUE ", True), ("1", True), (True, True),
        ("false", False), ("False", False), ("0", False), (False, False),
        ("yes", None), (1, None), (None, None), ({}, None),
    ],
)  # fmt: skip
def test_a_yes_or_no_is_read_in_any_of_its_ways(found: object, said: bool | None) -> None:
    """What is neither says nothing."""
    assert flag({"key": found}, "key") is said


@pytest.mark.parametrize(
    ("found", "text"),
    [("38.20", "38.20"), (38.2, "38.2"), (38, "38"), ("38,20", None), ("-1", None), (None, None)],
)
def test_an_amount_is_a_plain_number(found: object, text: str | None) -> None:
    """However it was typed."""
    assert amount({"key": found}, "key") == text


def test_a_number_is_at_most_sixty_four_signs_long() -> None:
    """Longer ones are no number of anybody."""
    assert tracking_number("ups", "1" * 64) is not None
    assert tracking_number("ups", "1" * 65) is None
    assert tracking_number("ups", "") is None


def test_what_cannot_be_read_of_ups_is_told_in_a_sentence() -> None:
    """Nothing is skipped in silence."""
    nameless = sample("ups_poll_delivered.json")
    package(nameless)["trackingNumber"] = ""
    nameless["trackResponse"]["shipment"][0]["inquiryNumber"] = ""
    undated = sample("ups_poll_customs.json")
    package(undated)["activity"][0] |= {"date": "", "gmtDate": ""}

    assert ups.parse(RawPayload(body=b"<html>", channel="poll")).problems == (
        "a payload of UPS is not JSON",
    )
    assert polled({}).problems == ("an answer of UPS holds neither trackResponse nor errors",)
    assert polled(nameless).problems == (
        "a package in an answer of UPS has no readable trackingNumber",
    )
    heard = polled(undated, DUTIABLE)
    assert heard.problems == (f"activity[0] of {DUTIABLE} has no readable date",)
    assert len(heard.statements) == 2


def test_a_package_without_a_number_is_the_shipments() -> None:
    """Where it was asked for with others."""
    body = sample("ups_poll_delivered.json")
    package(body)["trackingNumber"] = ""
    body["trackResponse"]["shipment"][0]["inquiryNumber"] = NUMBER

    assert {said.number for said in polled(body).statements} == {NUMBER}


def test_a_piece_is_known_by_any_of_its_numbers() -> None:
    """The asked one first, else the first that can be read; without any it is told."""
    loaded = event("SRTED", "NRQRD", "PO")
    by_code = dhl_answer(loaded, searched_piece_code="")
    by_upu = dhl_answer(loaded, searched_piece_code="", piece_code="", upu=PIECE)
    nameless = dhl_answer(loaded, searched_piece_code="", piece_code="")

    for document in (by_code, by_upu):
        assert {said.number for said in asked_of_dhl(document, PIECE).statements} == {PIECE}
        assert {said.number for said in asked_of_dhl(document).statements} == {PIECE}
        assert asked_of_dhl(document).answers == ()
    assert asked_of_dhl(nameless, PIECE).problems == (
        "piece[0] of an answer of DHL names no readable number",
        f"the answer of DHL says nothing about {PIECE}",
    )
