"""How a CSV file is read: separators, headings, encodings, quotes."""

import pytest
from carrier_ingest.carriers.csv.records import End, ends
from dialect_csv_files import HEADING, block_by_block, file, numbers, row
from dialect_hearing import SAMPLES
from dialect_rows import conventions, heard_csv

CUSTOMS = (SAMPLES / "csv_file_customs.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_the_heading_holds_most(separator: str) -> None:
    """Outside quotes, and whatever stands in the rows."""
    text = file(row(1, "a"), heading=f'{HEADING},"a,b;c;d;e;f;g;h"').replace(",", separator)

    assert numbers(heard_csv(text)) == ["RK1"]


def test_a_first_line_may_state_the_separator() -> None:
    """As spreadsheets write it."""
    text = "sep=;\ntracking_number;code,a,b,c,d;occurred_at\nRK1;accepted;2026-03-10\n"

    assert heard_csv(text).problems[0].startswith("a CSV file cannot be used: no column is code")
    assert numbers(heard_csv(text.replace(",a,b,c,d", ""))) == ["RK1"]


def test_headings_are_known_without_case_blanks_and_hyphens() -> None:
    """In any order; what is no column of ours is named in a warning."""
    heard = heard_csv(" Occurred At ,Tracking-Number,CODE,Colour,\n2026-03-10,RK1,accepted,red,\n")

    assert numbers(heard) == ["RK1"]
    assert heard.warnings == ("columns that are not read: Colour",)


def test_an_account_may_name_its_own_headings() -> None:
    """They go before ours."""
    columns = "column;field\nSendungsnummer;tracking_number\nStatus;code\nWann;occurred_at\n"
    text = "Sendungsnummer,STATUS,Wann,code\nRK1,accepted,2026-03-10,x\n"

    heard = heard_csv(text, conventions(columns=columns))

    assert [(said.number, said.code) for said in heard.statements] == [("RK1", "accepted")]


def test_two_columns_of_one_name_are_not_guessed_between() -> None:
    """Nothing of such a file is taken."""
    (problem,) = heard_csv("tracking_number,code,Code\nRK1,accepted,lost\n").problems

    assert "two columns are code" in problem


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("cp1252", None),
        ("utf-16-le", "utf-16-le"), ("cp1252", "cp1252"), ("utf-8", "utf-8"),
    ],
)  # fmt: skip
def test_a_file_says_the_same_in_any_encoding(encoding: str, named: str | None) -> None:
    """Found by its mark, by the account's word, or because nothing else can be read."""
    settings = conventions(encoding=named) if named else conventions()
    body = CUSTOMS.encode(encoding)

    heard = heard_csv(body, settings)

    assert heard.statements == heard_csv(CUSTOMS).statements
    assert [one.statements for one in block_by_block(body, settings)] == [heard.statements]
    assert bool(heard.warnings) == (encoding == "cp1252" and named is None)


def test_an_account_may_name_an_encoding_of_its_own() -> None:
    """What is Windows-1252 only by guess is another letter in the east."""
    body = file(row(1, "zpoždění")).encode("cp1250")

    (said,) = heard_csv(body, conventions(encoding="cp1250")).statements

    assert said.text == "zpoždění"


def test_windows_line_ends_change_nothing() -> None:
    """CRLF as LF."""
    assert heard_csv(CUSTOMS.replace("\n", "\r\n")) == heard_csv(CUSTOMS)


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ('a,"b",c', End.CLOSED), ('a,"b', End.OPEN), ('a,"b""', End.OPEN), ('"a""",b', End.CLOSED),
        ('5" pipe,b', End.CLOSED), ('a,"b"c,d', End.BROKEN), ('"a,b"', End.CLOSED), ('"', End.OPEN),
        ('"a","', End.OPEN), ('""', End.CLOSED), ("", End.CLOSED), (',"",', End.CLOSED),
    ],
)  # fmt: skip
def test_only_a_field_opens_with_a_quote(line: str, end: End) -> None:
    """Within a field it is written twice; elsewhere it is a sign like others."""
    assert ends(line, ",") is end


def test_a_quote_that_nobody_closed_costs_one_row() -> None:
    """However many rows and quotes come after it."""
    rows = [row(1), row(2, '"open'), row(3, '"closed, of course"'), row(4), row(5, '"again')]

    heard = heard_csv(file(*rows, row(6)))

    assert numbers(heard) == ["RK1", "RK3", "RK4", "RK6"]
    assert [lost.line for lost in heard.refused] == [3, 6]
    assert "not closed" in heard.refused[0].problem


def test_a_quote_is_not_waited_for_without_end() -> None:
    """A row with line breaks has at most 16 KiB; then the quote was a mistake."""
    rows = [row(1, '"open'), *(row(number) for number in range(2, 2_000)), 'x"']

    assert len(numbers(heard_csv(file(*rows)))) == 1_998


def test_a_field_has_at_most_four_kilobytes() -> None:
    """A row with more is refused, and a line without end is one row."""
    heard = heard_csv(file(row(1, "x" * 4_097), row(2, "x" * 4_096), row(3, "y" * 1_000_000)))

    assert numbers(heard) == ["RK2"]
    assert [(lost.line, lost.field) for lost in heard.refused] == [(2, "text"), (4, "text")]
