"""Rows of our own formats: whose parcel, which scan, what is refused."""

from typing import Any

import pytest
from carrier_ingest.carriers.heard import scan_id
from dialect_rows import NUMBER, SCAN, conventions, heard, refused, said
from waymark_events.vocabulary import Kind

OPEN = conventions(carriers="gls, x_nord_kurier")
BEGINS = ("own_json", "x_regiokurier", NUMBER)


@pytest.mark.parametrize(
    ("written", "carrier"),
    [
        ("", "x_regiokurier"), ("regiokurier", "x_regiokurier"), ("Nord-Kurier", "x_nord_kurier"),
        ("x_nord_kurier", "x_nord_kurier"), ("GLS", "gls"),
    ],
)  # fmt: skip
def test_a_row_names_its_carrier_where_the_account_allows_several(
    written: str, carrier: str
) -> None:
    """By its code or its name; a carrier in no list is x_ and the name."""
    statement = said(OPEN, carrier=written)

    assert statement.carrier == statement.scan_key[1] == carrier


def test_a_carrier_that_the_account_does_not_allow_is_refused() -> None:
    """A parcel of another carrier would be another parcel."""
    assert refused(OPEN, carrier="ups").problem == (
        "the account's carriers are gls, x_nord_kurier, x_regiokurier, not ups"
    )


def test_an_account_of_one_carrier_does_not_read_the_column() -> None:
    """Its own word counts; that another was written is told."""
    found = heard({"carrier": "GLS"})

    assert [one.carrier for one in found.statements] == ["x_regiokurier"]
    assert found.warnings == (
        "the carrier of rows is not read: the account speaks for x_regiokurier alone",
    )


@pytest.mark.parametrize("written", ["RK 3000-0000-0417", " rk300000000417 "])
def test_blanks_and_hyphens_of_a_number_do_not_count(written: str) -> None:
    """The same parcel, however it was typed."""
    assert said(tracking_number=written).number == NUMBER


@pytest.mark.parametrize(
    "written", ["3.00000000417E+11", "3,0E+11", "3E+11", "3.00E11", "3,0e11", "300000000417.0"]
)
def test_a_number_that_a_spreadsheet_changed_is_refused(written: str) -> None:
    """Its last digits are gone, and nobody can guess them."""
    lost = refused(tracking_number=written)

    assert (lost.field, lost.value) == ("tracking_number", written)
    assert lost.problem == "the number was changed by a spreadsheet"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"tracking_number": ""}, "tracking_number"),
        ({"tracking_number": "Paket Nr. ü"}, "tracking_number"),
        ({"tracking_number": "9" * 65}, "tracking_number"),
        ({"code": None}, "code"),
        ({"occurred_at": ""}, "occurred_at"),
        ({"time_zone": "Berlin"}, "time_zone"),
        ({"sequence": "first"}, "sequence"),
        ({"sequence": "-1"}, "sequence"),
        ({"event_id": "x" * 101}, "event_id"),
        ({"correction": "delete"}, "correction"),
        ({"text": "x" * 4_097}, "text"),
    ],
)
def test_what_cannot_be_taken_for_certain_is_refused(fields: dict[str, object], field: str) -> None:
    """With the field that was wrong, and no more of its value than helps."""
    lost = refused(**fields)

    assert (lost.line, lost.field) == (1, field)
    assert len(lost.value) <= 60
    assert lost.problem


def test_a_scan_is_named_by_code_time_and_place_as_written() -> None:
    """Of a place its postcode, else its city; never by the text or what is expected."""
    assert said(city="Leipzig").scan_key == (
        *BEGINS, "row", "in_transit", SCAN["occurred_at"], "Leipzig", "0",
    )  # fmt: skip
    placed = said(city="Leipzig", postcode="04 158", sequence=7)
    assert placed.scan_key[-2:] == ("4158", "7")
    assert said(postcode="4158", sequence="7").scan_key == placed.scan_key
    other = said(text="Other", estimated_delivery="2026-03-12", signed_by="A", country="DE")
    assert other.scan_key == said().scan_key


def test_the_senders_own_id_names_a_scan_by_itself() -> None:
    """Then even its time and code can be replaced."""
    first = said(event_id="e-1")

    assert first.scan_key == (*BEGINS, "id", "e-1")
    assert said(event_id="e-1", code="lost", occurred_at="2026-03-11").scan_id == first.scan_id
    assert said(event_id="e-1", tracking_number="RK2").scan_id != first.scan_id


def test_a_row_that_comes_again_says_one_scan() -> None:
    """In one file, the row that speaks last."""
    found = heard({"text": "first"}, {}, {"text": "last"})

    assert [one.text for one in found.statements] == ["last"]


def test_a_row_that_replaces_speaks_wherever_it_stands() -> None:
    """Never the order of the lines; and without an earlier row it is simply new."""
    replacing = {"text": "right", "correction": "Replace"}

    (statement,) = heard(replacing, {"text": "wrong"}).statements
    assert (statement.kind, statement.text) == (Kind.EVENT, "right")
    assert heard(replacing).statements == (statement,)


@pytest.mark.parametrize("turned", [1, -1])
def test_a_row_that_withdraws_strikes_its_own_scan(turned: int) -> None:
    """It stays in the record and moves nothing any more, and promises and proves nothing."""
    rows: list[dict[str, Any]] = [
        {"code": "delivered", "signed_by": "A. Beispiel", "estimated_delivery": "2026-03-12"},
        {"code": "delivered", "signed_by": "A. Beispiel", "correction": "withdraw"},
    ]

    found = heard(*rows[::turned])

    (struck,) = found.statements
    assert struck.kind == Kind.CORRECTION
    assert struck.withdraws == struck.scan_id == scan_id(said(code="delivered").scan_key)
    assert (found.notes, found.proofs, found.estimates) == ((), (), ())


def test_scans_of_one_instant_stand_in_the_order_of_their_sequence() -> None:
    """Absent is 0; the order of lines means nothing."""
    rows: list[dict[str, Any]] = [
        {"sequence": 2, "text": "c"},
        {"text": "a"},
        {"sequence": "1", "text": "b"},
    ]

    assert [one.text for one in heard(*rows).statements] == ["a", "b", "c"]
    assert [one.sequence for one in heard(*rows).statements] == [0, 1, 2]
