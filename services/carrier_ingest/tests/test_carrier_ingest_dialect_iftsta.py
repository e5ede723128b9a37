"""IFTSTA, heard: the samples, meanings, what is private, promises, proof, what is taken back."""

import pytest
from carrier_ingest.carriers import iftsta, ups
from carrier_ingest.carriers.tables import by_kind_and_code
from dialect_edi_payloads import (
    PARCEL,
    codes,
    heard,
    iftsta_of,
    interchange,
    message,
    sample,
    status,
    told,
)
from waymark_events.values import Place

DIALECT = iftsta.DIALECT
TABLE = by_kind_and_code(iftsta.__name__)


def test_a_delivery_after_a_failed_attempt_is_told_in_order() -> None:
    """Seven statuses of one parcel; the promise of a day is over once it is delivered."""
    said = heard(DIALECT, sample("iftsta_file_delivered.edi"))

    assert told(said) == [
        ("event", "accepted", "progress.processed"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "attempt_failed", "recipient.closed"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.other"),
    ]
    assert {one.number for one in said.statements} == {PARCEL}
    assert (said.estimates, said.problems) == ((), ())


def test_customs_that_wait_for_papers_are_told_by_the_reason() -> None:
    """The reason replaces the reason of the status; a UN/LOCODE is a place."""
    (said,) = heard(DIALECT, sample("iftsta_file_customs.edi")).statements

    assert (said.milestone, said.reason) == ("exception", "customs.documents_missing")
    assert said.place == Place(name="CHBSL", country="CH")
    assert said.code == "128/37"


def test_ups_writes_its_reason_into_a_text() -> None:
    """Its code is looked up in UPS's own list, its number stands at the message's head."""
    said = heard(DIALECT, sample("iftsta_file_ups_delayed.edi"), carrier="ups")

    (one,) = said.statements
    row = by_kind_and_code(ups.__name__)[("exception", "MF")]
    assert (one.carrier, one.number) == ("ups", "1ZK7R24W6600000136")
    assert (one.milestone, one.reason) == (row.milestone, row.reason)
    assert one.text == "THIS PACKAGE IS BEING HELD FOR A FUTURE DELIVERY DATE."
    assert one.place == Place(city="BASEL", country="CH")
    assert said.notes == ()


def test_ups_without_a_known_reason_means_the_number() -> None:
    """It stands in the third place of what is the category elsewhere; the signer is private."""
    body = status("STS+1:D2:21", "RFF+AGY:A SIGNER")
    said = heard(DIALECT, body, carrier="ups")

    assert told(said) == [("event", "delivered", "delivered.other")]
    assert said.statements[0].code == "UPS:D2:21/"
    assert [one.receiver for one in said.notes] == ["A SIGNER"]
    assert said.proofs[0].means == ("signature",)
    assert "SIGNER" not in str(said.statements)


def test_every_row_of_the_table_is_reached() -> None:
    """A status by itself, a reason behind a status that says only that something went wrong."""
    for (kind, code), row in TABLE.items():
        said = iftsta_of(f"STS+1+23+{code}" if kind == "reason_9013" else f"STS+1+{code}")
        role = "info" if kind == "rec24_equipment" else "event"

        assert (said.kind, said.milestone, said.reason) == (role, row.milestone, row.reason), code


@pytest.mark.parametrize(
    ("written", "milestone", "reason"),
    [
        ("24+35", "in_transit", "carrier.vehicle"),
        ("21+14", "delivered", "delivered.damaged"),
        ("21+7", "delivered", "delivered.other"),
        ("20+42", "exception", "carrier.delayed"),
        ("20+7", "attempt_failed", "recipient.closed"),
        ("20+999+63", "exception", "external.weather"),
        ("0021:::A", "delivered", "delivered.other"),
        ("21::6", "delivered", "delivered.other"),
        ("21::87:Zugestellt", "in_transit", "unmapped"),
        ("20+14::87", "exception", "carrier.delayed"),
        ("999", "in_transit", "unmapped"),
        ("", "in_transit", "unmapped"),
    ],
)
def test_the_status_leads_and_the_reason_tells_why(
    written: str, milestone: str, reason: str
) -> None:
    """Only a neutral status takes the reason's milestone; another agency's codes are unknown."""
    said = iftsta_of(f"STS+1+{written}")

    assert (said.milestone, said.reason) == (milestone, reason)


def test_a_partners_own_code_means_what_the_account_says() -> None:
    """The agency's spelling before the number alone, without regard to case."""
    own = codes(
        "p,,van,out_for_delivery,progress.update",
        "87:21,,shop,accepted,progress.processed",
        "21,info,noted,in_transit,progress.update",
    )

    assert iftsta_of("STS+1+P::87:On the van", codes=own).milestone == "out_for_delivery"
    assert iftsta_of("STS+1+21::87", codes=own).milestone == "accepted"
    for number in ("STS+1+21", "STS+1+21::88"):
        assert iftsta_of(number, codes=own).kind == "info"
    assert iftsta_of("STS+1+P::87:On the van").text == "On the van"


def test_a_scan_is_named_by_sender_number_codes_time_and_place() -> None:
    """The message's own number, texts and the form of the time are no part of it."""
    place = "LOC+175+:::Bremen+:::DE"
    said = iftsta_of("STS+1+23+7:::closed", place)
    resent = iftsta_of("STS+1+23+7", "FTX+ACD+++ANOTHER", place.upper(), at="20260312150400:204")

    assert said.scan_key == (
        "iftsta", "x_haulier", PARCEL, "CARRIER", "23/7", "2026-03-12T15:04:00", "DE", "BREMEN",
    )  # fmt: skip
    assert resent.scan_id == said.scan_id
    assert iftsta_of("STS+1+23+9", place).scan_id != said.scan_id


@pytest.mark.parametrize("function", ["1", "3"])
def test_a_cancelled_message_takes_its_statuses_back(function: str) -> None:
    """Each strikes itself, and promises nothing."""
    segments = ("CNI+1+TR1", "STS+1+24", "DTM+78:202603121504:203", "DTM+17:20260313:102")
    first = heard(DIALECT, interchange(message(*segments)))
    taken = heard(DIALECT, interchange(message(*segments, function=function)))

    (before,), (after,) = first.statements, taken.statements
    assert (after.kind, after.withdraws) == ("correction", before.scan_id)
    assert after.scan_id == before.scan_id
    assert (len(first.estimates), len(taken.estimates)) == (1, 0)


@pytest.mark.parametrize("function", ["4", "5", "7", "9", "O4", ""])
def test_any_other_function_tells_its_statuses(function: str) -> None:
    """A change, a replacement, a duplicate: what it says is said."""
    body = interchange(
        message("CNI+1+TR1", "STS+1+24", "DTM+78:202603121504:203", function=function)
    )

    assert told(heard(DIALECT, body)) == [("event", "in_transit", "progress.departed")]


def test_a_message_that_takes_back_and_names_no_status_is_a_problem() -> None:
    """And promises nothing."""
    said = heard(DIALECT, interchange(message("CNI+1+TR1", "DTM+17:20260313:102", function="1")))

    assert said.estimates == ()
    assert said.problems == ("an IFTSTA message takes back and names no status",)
