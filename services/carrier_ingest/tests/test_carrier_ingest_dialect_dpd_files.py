"""DPD's scan files and the table that both of its ways share."""

import msgspec
import pytest
from carrier_ingest.carriers import dpd
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.tables import Row, read_rows
from dialect_dpd_payloads import COLUMNS, NUMBER, SAMPLES, filed, only, step, told
from waymark_events.values import Place
from waymark_events.vocabulary import Certainty

ROWS = list(read_rows(dpd.__name__))
LOADED = f"{NUMBER};03;0519;20250709070000;BE;2000;;;;;"


def test_a_file_is_told_line_by_line() -> None:
    """A hub, an attempt that failed, and another parcel's delivery."""
    body = (SAMPLES / "dpd_file_scaninfo.csv").read_bytes()
    heard = dpd.parse(RawPayload(body=body, channel="file"))

    assert told(heard) == [
        ("event", "in_transit", "progress.processed"),
        ("event", "attempt_failed", "recipient.other"),
        ("event", "delivered", "delivered.other"),
    ]
    assert [said.number for said in heard.statements] == [NUMBER, NUMBER, "05190000000024"]
    assert (heard.refused, heard.problems, heard.answers) == ((), (), ())


def test_a_scan_of_a_file_is_named_by_number_code_time_depot_and_cause() -> None:
    """A line that comes again after a resend is the same scan, whatever its texts are."""
    failed = f"{NUMBER};14;0519;20250709131000;BE;2000;011;;;{{}};"
    (said,) = filed(failed.format("Bell is broken"), failed.format("")).statements

    assert said.scan_key == (
        "dpd", "dpd", NUMBER, "scan", "14", "20250709131000", "0519", "011"
    )  # fmt: skip
    assert (said.code, said.text) == ("14/011", None)


def test_columns_are_found_by_their_names() -> None:
    """National systems order them differently."""
    (said,) = filed(
        "20250709070000;3;051900000000171",
        columns="SCAN_DATE_TIME;SCAN_CODE;PARCELNO",
    ).statements

    assert said.scan_key[2:5] == (NUMBER, "scan", "03")
    assert (said.milestone, said.place) == ("out_for_delivery", None)


def test_a_scan_at_the_recipients_is_by_the_recipients_clock() -> None:
    """A depot's country is in no column: there the account's zone has to do."""
    at_the_door = f"{NUMBER};13;0519;20250709140500;GB;RG1;;;;;"
    at_a_hub = f"{NUMBER};10;0519;20250709020000;GB;RG1;;;;;"
    hub, door = filed(at_the_door, at_a_hub).statements

    assert (door.when.zone, door.when.certainty) == ("Europe/London", Certainty.PLACE)
    assert door.place == Place(name="DPD 0519", country="GB")
    assert (hub.when.zone, hub.when.certainty) == ("Europe/Brussels", Certainty.ACCOUNT)
    assert hub.place == Place(name="DPD 0519")
    assert filed(at_a_hub, zone=None).statements[0].when.certainty == Certainty.NONE


def test_names_and_texts_of_a_file_are_private() -> None:
    """That there is a proof is not; where it lies is nobody's affair."""
    heard = filed(f"{NUMBER};13;0519;20250709140500;BE;2000;;img-7;PEETERS;At Vos;Shed")

    (said,), (note,), (proof,) = heard.statements, heard.notes, heard.proofs
    assert (note.receiver, note.free_text, note.scan_id) == ("PEETERS", "At Vos Shed", said.scan_id)
    assert (proof.means, proof.when, proof.scan_id) == (("document",), said.when, said.scan_id)
    public = msgspec.json.encode((heard.statements, heard.proofs, heard.refused))
    assert not any(word in public for word in (b"PEETERS", b"Vos", b"Shed", b"img-7", b'2000"'))


def test_a_line_without_private_words_has_no_note_and_no_proof() -> None:
    """Nothing is kept of nothing."""
    heard = filed(LOADED)

    assert (heard.notes, heard.proofs) == ((), ())


def test_a_cause_is_what_the_account_says_its_number_means() -> None:
    """The list comes with the contract; a reason that does not fit is left alone."""
    failed = f"{NUMBER};14;0519;20250709131000;BE;2000;011;;;;"

    reasons = [
        filed(failed, cause_011=told).statements[0].reason
        for told in ("recipient.not_home", "delivered.other", "no.such", "")
    ]
    assert reasons == ["recipient.not_home", *["recipient.other"] * 3]
    loaded = LOADED.replace("2000;;", "2000;011;")
    assert filed(loaded, cause_011="recipient.closed").statements[0].reason == "progress.update"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        (";03;0519;20250709070000", "PARCELNO", ""),
        ("?!;03;0519;20250709070000", "PARCELNO", "?!"),
        (f"{NUMBER};;0519;20250709070000", "SCAN_CODE", ""),
        (f"{NUMBER};03;0519;20250732070000", "SCAN_DATE_TIME", "20250732070000"),
        (f"{NUMBER};03", "SCAN_DATE_TIME", ""),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_alone(line: str, field: str, value: str) -> None:
    """With its number in the whole file, and what would be right."""
    heard = filed(LOADED, "", line, LOADED)

    (refused,) = heard.refused
    assert (refused.line, refused.field, refused.value) == (4, field, value)
    assert len(heard.statements) == 1


def test_a_day_without_an_hour_is_a_day() -> None:
    """Never midnight in silence."""
    (said,) = filed(f"{NUMBER};03;0519;20250709;BE;2000").statements

    assert (said.when.local, said.when.certainty) == ("2025-07-09", Certainty.NONE)


def test_a_file_in_latin_1_is_read() -> None:
    """The line that is no UTF-8, as it is; and a byte order mark is no column."""
    body = f"\ufeff{COLUMNS}\r\n{LOADED[:-1]}".encode() + "Köln\r\n".encode("latin-1")
    heard = dpd.parse(RawPayload(body=body, channel="file"))

    assert [note.free_text for note in heard.notes] == ["Köln"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_every_row_of_dpd_is_reached(row: Row) -> None:
    """A status by the web service, a scan code by a file."""
    line = f"{NUMBER};{row.code};0519;20250709070000"
    said = filed(line).statements[0] if row.code.isdecimal() else only(step(row.code))

    assert (said.kind, said.milestone, said.reason) == (row.kind, row.milestone, row.reason)


@pytest.mark.parametrize(
    ("code", "milestone"), [("delivered", "delivered"), ("betweendepots", "in_transit")]
)
def test_a_status_is_found_without_regard_to_case(code: str, milestone: str) -> None:
    """Where it is not found as written."""
    assert only(step(code)).milestone == milestone


def test_a_code_of_dpd_that_nobody_mapped_is_shown_as_it_is() -> None:
    """On its way, by either way in."""
    by_poll, by_file = only(step("NEW_ONE")), filed(f"{NUMBER};77;;20250709070000").statements[0]

    for said in (by_poll, by_file):
        assert (said.kind, said.milestone, said.reason) == ("event", "in_transit", "unmapped")
    assert (by_poll.code, by_poll.text, by_file.code) == ("NEW_ONE", "Phrase", "77")
