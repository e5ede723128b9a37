"""CSV files: what a whole file says of parcels."""

from carrier_ingest.carriers.heard import Basis, Outcome
from dialect_hearing import SAMPLES
from dialect_rows import MAPPING, NUMBER, conventions, heard_csv
from waymark_events.vocabulary import Certainty, Kind, Milestone

DELIVERED = (SAMPLES / "csv_file_delivered.csv").read_bytes()
CUSTOMS = (SAMPLES / "csv_file_customs.csv").read_bytes()


def test_a_delivery_with_a_failed_attempt_is_eight_scans() -> None:
    """Oldest first, of the account's carrier, in our own words."""
    heard = heard_csv(DELIVERED)

    assert [(said.milestone, said.reason) for said in heard.statements] == [
        ("announced", "progress.update"),
        ("accepted", "progress.processed"),
        ("in_transit", "progress.departed"),
        ("in_transit", "progress.arrived"),
        ("out_for_delivery", "progress.update"),
        ("attempt_failed", "recipient.not_home"),
        ("out_for_delivery", "progress.update"),
        ("delivered", "delivered.signed"),
    ]
    assert {(said.carrier, said.number) for said in heard.statements} == {("x_regiokurier", NUMBER)}
    assert all(said.when.certainty == Certainty.EXACT for said in heard.statements)
    assert (heard.problems, heard.refused, heard.warnings) == ((), (), ())


def test_codes_of_a_carrier_are_read_by_the_accounts_mapping() -> None:
    """Separator `;`, a comment, a blank line, a line break and quotes within quotes."""
    heard = heard_csv(CUSTOMS, conventions(codes=MAPPING))

    customs = [said for said in heard.statements if said.number == "RK300000000555"]
    assert [(said.reason, said.text) for said in customs] == [
        ("customs.presented", "Bei der Zollstelle vorgeführt"),
        ("customs.documents_missing", "Angehalten; Rechnung fehlt"),
    ]
    (late,) = [said for said in heard.statements if said.number == "RK300000000556"]
    assert (late.kind, late.when.local, late.when.certainty) == (
        Kind.INFO, "2026-03-14", Certainty.NONE,
    )  # fmt: skip


def test_without_the_mapping_a_carriers_code_is_shown_as_it_is() -> None:
    """Never an error, never a guess."""
    (late,) = [one for one in heard_csv(CUSTOMS).statements if one.number == "RK300000000556"]

    assert (late.milestone, late.reason, late.code, late.text) == (
        "in_transit", "unmapped", "SD10", "Verspätet",
    )  # fmt: skip


def test_a_number_that_the_carrier_does_not_know_is_not_found() -> None:
    """A row `unknown` without a time is an answer and no scan."""
    heard = heard_csv(CUSTOMS)

    assert [(one.number, one.outcome) for one in heard.answers] == [
        ("RK300000000999", Outcome.NOT_FOUND)
    ]
    assert "RK300000000999" not in {said.number for said in heard.statements}


def test_who_signed_stands_in_the_note_alone() -> None:
    """The proof says by what, never by whom."""
    heard = heard_csv(CUSTOMS)

    (note,), (proof,) = heard.notes, heard.proofs
    assert note.receiver == "A. Beispiel"
    assert (proof.means, proof.scan_id) == (("signature",), note.scan_id)
    assert "Beispiel" not in f"{heard.statements}{heard.proofs}{heard.warnings}"


def test_the_newest_row_says_when_a_parcel_is_expected() -> None:
    """An empty cell changes nothing; the row that speaks last in time is in force."""
    (estimate,) = heard_csv(DELIVERED).estimates

    assert estimate.basis == Basis.FIRST
    assert estimate.span is not None
    assert (estimate.span.from_, estimate.span.to, estimate.span.precision) == (
        "2026-03-12", "2026-03-12", "day",
    )  # fmt: skip
    lines = DELIVERED.splitlines(keepends=True)
    for turned in (lines[:0:-1], [*lines[6:], *lines[1:6]]):
        assert heard_csv(lines[0] + b"".join(turned)).estimates == (estimate,)


def test_a_file_without_its_columns_is_a_problem() -> None:
    """The sentence names what is missing and what was found."""
    heard = heard_csv("Sendung;Status\nRK1;accepted\n")

    assert heard.problems == (
        "a CSV file cannot be used: no column is tracking_number; the first line names Sendung, "
        "Status. Name it so, or give the account the option columns",
    )
    assert heard_csv("\n\n").problems[0].endswith("its first line has to name the columns")


def test_a_row_that_is_wrong_costs_no_other() -> None:
    """It is refused with its line, its field and what would be right."""
    heard = heard_csv(
        "tracking_number,code,occurred_at\n"
        "RK1,accepted,2026-03-10T10:00Z\n"
        "RK2,accepted,12.03.2026\n"
        '"RK3\nx",accepted,2026-03-10T10:00Z\n'
        "RK4,accepted,2026-03-10T10:00Z,surplus\n"
        "RK5,delivered,2026-03-10T10:00Z\n"
    )

    assert {said.number for said in heard.statements} == {"RK1", "RK3X", "RK5"}
    assert [(lost.line, lost.field, lost.value) for lost in heard.refused] == [
        (3, "occurred_at", "12.03.2026"),
        (6, "", ""),
    ]
    assert heard.statements[-1].milestone == Milestone.DELIVERED
