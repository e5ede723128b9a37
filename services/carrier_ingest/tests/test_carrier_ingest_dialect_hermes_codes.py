"""Hermes's codes: every row, corrections, and attempts that are recorded twice."""

import pytest
from carrier_ingest.carriers import hermes
from carrier_ingest.carriers.hermes.codes import code_from, meaning_of
from carrier_ingest.carriers.tables import read_rows
from dialect_hermes_payloads import NUMBER, answer, only, polled, scan
from waymark_events.vocabulary import Kind, Milestone

MEANING = {row.code: (row.kind, row.milestone, row.reason) for row in read_rows(hermes.__name__)}


def test_every_row_is_found_by_its_code() -> None:
    """Nine digits, six where the recorder is unknown, four of the older calls."""
    found = {code: meaning_of(code_from(code.replace("***", "777"))) for code in MEANING}

    assert {c: (one.kind, one.milestone, one.reason) for c, one in found.items()} == MEANING


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("60-3-4", "060/003/004"),
        ("060003004", "060/003/004"),
        ("0-0-0", "000/000/000"),
        ("3500", "35/00"),
        ("60-3", "60-3"),
        ("", ""),
    ],
)
def test_a_code_is_brought_to_the_tables_spelling(written: str, code: str) -> None:
    """Payloads leave out leading zeros; what has another shape stays as it is."""
    assert code_from(written) == code


def test_a_code_that_nobody_mapped_is_shown_as_it_is() -> None:
    """In transit, unmapped, with the carrier's words."""
    said = only("777-1-2", description="Something new")

    assert (said.milestone, said.reason) == (Milestone.IN_TRANSIT, "unmapped")
    assert (said.code, said.text) == ("777/001/002", "Something new")


@pytest.mark.parametrize(
    ("code", "withdrawn"),
    [
        ("48-90-8", ("048/*/*",)),
        ("50-90-2", ("050/*/*",)),
        ("60-90-3", ("060/*/*",)),
        ("100-90-777", ("100/*/*",)),
        ("390-20-301", ("320/020/*", "320/021/*")),
        ("4072", ("60/*",)),
    ],
)
def test_a_correction_takes_back_a_scan_of_its_group(code: str, withdrawn: tuple[str, ...]) -> None:
    """And a withdrawn cancellation a cancellation, not any wish of the recipient."""
    said = only(code)

    assert (said.kind, said.withdraws_codes) == (Kind.CORRECTION, withdrawn)


def test_every_correction_of_the_table_says_what_it_takes_back() -> None:
    """One that named nothing would take back anything."""
    corrections = [code for code, (kind, *_) in MEANING.items() if kind == Kind.CORRECTION]

    assert len(corrections) == 21
    assert all(
        meaning_of(code_from(code.replace("***", "777"))).withdraws_codes for code in corrections
    )


def kinds(*codes: str) -> list[str]:
    scans = [scan(code, f"2025-04-09T{hour:02d}:00:00+02:00") for hour, code in enumerate(codes, 7)]
    return [said.kind for said in polled(answer(*reversed(scans)), NUMBER).statements]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("60-3-4", "60-3-3"), ["event", "info"]),
        (("60-3-4", "50-1-3", "60-3-3"), ["event", "event", "info"]),
        (("60-3-4", "60-3-3", "50-1-3", "60-4-4"), ["event", "info", "event", "event"]),
        (("60-1-4", "60-1-777", "50-1-3", "60-1-4"), ["event", "info", "event", "event"]),
        (("60-3-4", "60-90-3", "60-3-4"), ["event", "correction", "event"]),
        (("60-3-3", "60-12-3", "60-12-3"), ["event", "event", "event"]),
    ],
)
def test_one_attempt_is_told_once(codes: tuple[str, ...], said: list[str]) -> None:
    """Driver and depot record the same; a numbered attempt is made once, another once a round."""
    assert kinds(*codes) == said


SHOP = {"name": "Kiosk Kranz", "city": "Leipzig", "countryCode": "DEU"}


@pytest.mark.parametrize(
    "code",
    [
        *("45-1-8", "60-1-5", "60-7-8", "65-2-5", "777-1-8"),
        *("48-1-777", "48-2-2", "48-90-3", "55-2-0"),
        *("60-12-2", "60-24-3", "100-15-9", "100-24-2"),
        *("2400", "4024", "4035", "4610", "4690", "6093", "6096", "9321", "9322"),
    ],
)
def test_what_a_shop_recorded_or_what_is_of_one_names_nobody(code: str) -> None:
    """Its words may have the name of the shop, which is its keeper's, in a place-holder."""
    heard = polled(answer(scan(code, description="Im Kiosk Kranz", scanningUnit=SHOP)), NUMBER)

    (said,), (note,) = heard.statements, heard.notes
    assert (said.text, said.text_language) == (None, None)
    assert said.place is not None
    assert (said.place.name, said.place.city) == (None, "Leipzig")
    assert (note.free_text, note.scan_id) == ("Im Kiosk Kranz", said.scan_id)


@pytest.mark.parametrize("code", ["45-1-3", "60-13-2", "100-1-3", "9040"])
def test_what_a_depot_says_of_a_parcel_is_shown(code: str) -> None:
    """Nobody is named there."""
    assert only(code).text == "Phrase"
