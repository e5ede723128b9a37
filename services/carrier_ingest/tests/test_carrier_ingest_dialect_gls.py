"""GLS, heard: samples, codes, the parcel's status, identity, times, numbers that mean several."""

from datetime import UTC, datetime

import pytest
from carrier_ingest.carriers import gls
from carrier_ingest.carriers.gls.codes import code_from, row_of, row_of_status
from carrier_ingest.carriers.heard import Advice, Outcome
from carrier_ingest.carriers.tables import Row, by_code
from dialect_gls_payloads import (
    ADDRESS,
    NUMBER,
    TRACK_ID,
    UNKNOWN,
    answer,
    event,
    only,
    parcel,
    polled,
    sample,
    told,
)
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty


def test_a_parcel_in_a_shop_waits_there() -> None:
    """Seven events, told oldest first; GLS calls the last one delivered, and it is not."""
    heard = polled(sample("gls_parcels.json"), NUMBER, ADDRESS, UNKNOWN)

    assert [one for one in told(heard) if one[1] != "attempt_failed"] == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.update"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "available_for_pickup", "pickup.counter"),
    ]
    assert (heard.problems, heard.trouble) == ((), None)


def test_a_number_that_is_not_found_stands_beside_good_ones() -> None:
    """With 200, and its own code."""
    heard = polled(sample("gls_parcels.json"), NUMBER, ADDRESS, UNKNOWN)

    assert [(one.number, one.outcome, one.code) for one in heard.answers] == [
        (NUMBER, Outcome.NEWS, None),
        (ADDRESS, Outcome.NEWS, None),
        (UNKNOWN, Outcome.NOT_FOUND, "E_404_01"),
    ]


def test_the_parcels_status_helps_where_the_newest_code_is_unknown() -> None:
    """A failed delivery under a code that nobody knows is a failed delivery."""
    heard = polled(sample("gls_parcels.json"), NUMBER, ADDRESS, UNKNOWN)

    (failed,) = [said for said in heard.statements if said.milestone == "attempt_failed"]
    assert (failed.number, failed.code, failed.reason) == (
        ADDRESS,
        "NOTDEL.ADDRESS",
        "recipient.other",
    )


def test_the_parcels_status_says_nothing_of_what_was_before() -> None:
    """Nor of a newest event whose code is known."""
    unknown = event("NOTDEL.NEW", "2025-05-08T10:00:00+0200")
    known = event("OUTDEL.NORMAL", "2025-05-08T11:00:00+0200")
    heard = polled(answer(parcel(unknown, known, status="NOTDELIVERED")), NUMBER)

    assert told(heard) == [
        ("event", "in_transit", "unmapped"),
        ("event", "out_for_delivery", "progress.update"),
    ]


@pytest.mark.parametrize("status", ["FINAL", "NEWWORD", "", None])
def test_a_closed_record_says_nothing(status: str | None) -> None:
    """What the newest event tells is kept; what it does not is unmapped."""
    delivered = polled(answer(parcel(event("DELIVD.NORMAL"), status=status)), NUMBER)
    unknown = polled(answer(parcel(event("RETURN.NEW"), status=status)), NUMBER)

    assert told(delivered) == [("event", "delivered", "delivered.other")]
    assert told(unknown) == [("event", "in_transit", "unmapped")]
    assert unknown.statements[0].text == "Phrase"


ROWS = by_code(gls.__name__)


@pytest.mark.parametrize("code", ROWS)
def test_every_row_is_found_by_what_it_stands_for(code: str) -> None:
    """A code, a family with an unknown detail, a status of the parcel."""
    found: Row | None
    if code.startswith("*."):
        found = row_of_status(code.removeprefix("*."))
    else:
        found = row_of(code_from(code.replace("*", "NEW")))

    assert found == ROWS[code]


def test_a_wish_of_the_recipient_moves_nothing() -> None:
    """It stands on the timeline."""
    said = only("CHANGD.PARCELBOX")

    assert (said.kind, said.reason) == ("info", "recipient.asked_to_change")


def test_a_scan_is_named_by_parcel_moment_code_and_place() -> None:
    """Never by text or city, which change."""
    said = only("OUTDEL.NORMAL")

    assert said.scan_key == (
        "gls", "gls", NUMBER, "20250508T053109Z", "OUTDEL.NORMAL", "9000", "BE",
    )  # fmt: skip
    again = only("OUTDEL.NORMAL", description="In Zustellung", city="")
    utc = only("OUTDEL.NORMAL", "2025-05-08T05:31:09Z")
    assert said.scan_id == again.scan_id == utc.scan_id
    assert again.place == Place(country="BE")
    assert only("OUTDEL.NORMAL", postalCode="9001").scan_id != said.scan_id


def test_a_scan_is_one_by_track_id_and_by_number() -> None:
    """It stands in the stream that was asked for, under the name of the parcel."""
    by_id = polled(sample("gls_track_id.json"), TRACK_ID)
    by_number = polled(sample("gls_parcels.json"), NUMBER, ADDRESS, UNKNOWN)

    assert {said.number for said in by_id.statements} == {TRACK_ID}
    assert told(by_id)[-1] == ("event", "delivered", "delivered.collected")
    assert by_id.statements[0].scan_id in {said.scan_id for said in by_number.statements}


def test_a_number_with_its_check_digit_is_the_same_number() -> None:
    """However GLS writes it back."""
    body = answer(parcel(event("OUTDEL.NORMAL"), requested="500000000011", unitno="500000000011"))

    assert polled(body, NUMBER).statements == (only("OUTDEL.NORMAL"),)


def test_an_offset_without_a_colon_is_exact() -> None:
    """The hour is that of GLS's clocks, wherever the scan was; it is kept as printed."""
    assert only("INBOUD.NORMAL", country="IE").when == When(
        local="2025-05-08T07:31:09",
        certainty=Certainty.EXACT,
        instant=datetime(2025, 5, 8, 5, 31, 9, tzinfo=UTC),
        zone="+02:00",
    )


def test_events_of_one_moment_are_told_in_their_order() -> None:
    """GLS lists the newest first."""
    heard = polled(answer(parcel(event("INBOUD.NORMAL"), event("INTIAL.NORMAL"))), NUMBER)

    assert [said.code for said in heard.statements] == ["INTIAL.NORMAL", "INBOUD.NORMAL"]


def test_a_number_that_means_several_parcels_is_none_of_them() -> None:
    """Unless one is called exactly that; the same parcel twice is one."""
    first = parcel(event("OUTDEL.NORMAL"), requested="123456", unitno=NUMBER)
    second = first | {"unitno": ADDRESS}

    heard = polled(answer(first, second), "123456")

    (said,) = heard.answers
    assert (said.outcome, said.advice) == (Outcome.REFUSED, Advice.RETRY_LATER)
    assert heard.problems == ("123456 means 2 parcels and none is called exactly that",)
    exact = polled(answer(first | {"requested": NUMBER}, second | {"requested": NUMBER}), NUMBER)
    assert len(exact.statements) == 1
    assert [one.outcome for one in polled(answer(first, first), "123456").answers] == ["news"]


def test_one_broken_event_costs_no_other() -> None:
    """Nor does an object where a list was."""
    broken = event("DELIVD.NORMAL", "yesterday")
    heard = polled(answer(parcel(broken, event("OUTDEL.NORMAL"), None)), NUMBER)

    assert told(heard) == [("event", "out_for_delivery", "progress.update")]
    assert heard.problems == (f"1 events of {NUMBER} have no readable time",)
    lone = {"parcels": parcel(events=event("OUTDEL.NORMAL"))}
    assert told(polled(lone, NUMBER)) == told(heard)
