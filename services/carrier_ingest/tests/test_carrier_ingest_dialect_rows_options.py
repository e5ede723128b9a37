"""Options of an account: what is wrong is said when it is added, not when a parcel comes."""

import argparse
from pathlib import Path

import pytest
from carrier_ingest.app.wanted import Wanted, check
from carrier_ingest.carriers import csv, iftsta, own_json, x12_214
from carrier_ingest.carriers.dialect import Conventions, Dialect
from carrier_ingest.commands import _options, add_arguments
from dialect_rows import MAPPING, conventions, heard
from waymark_runtime.faults import Refused

BOTH = pytest.mark.parametrize("dialect", [csv.DIALECT, own_json.DIALECT], ids=lambda d: d.name)
TWICE = MAPPING + "ZL07,event,again,lost,carrier.lost\n"


def wanted(dialect: Dialect, **options: str) -> Wanted:
    settings = Conventions(options={"carrier": "x_regiokurier"} | options)
    return Wanted(retailer="shop", account="a1", dialect=dialect.name, conventions=settings)


@BOTH
def test_a_mapping_with_two_equal_codes_is_refused_when_it_is_loaded(dialect: Dialect) -> None:
    """The sentence names dialect, option, line and code."""
    with pytest.raises(Refused) as refusal:
        check(wanted(dialect, codes=TWICE), dialect)

    assert str(refusal.value) == (
        f"{dialect.name}: option codes: line 6: the code 'ZL07' is there already"
    )


@BOTH
def test_what_is_right_is_taken(dialect: Dialect) -> None:
    """All options together, and none."""
    check(wanted(dialect), dialect)
    given = {"carriers": "gls,x_nord", "codes": MAPPING, "kinds": "event", "date_format": "unix"}
    check(wanted(dialect, **given), dialect)


@BOTH
@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("colums", "x", "there is no option 'colums'; there are carrier, carriers, codes"),
        ("codes", "code,kind\nA,event\n", "option codes: its first line has to name"),
        ("codes", "", "option codes: its first line has to name"),
        ("codes", MAPPING + ",event,,lost,carrier.lost\n", "line 6: the code is empty"),
        ("codes", MAPPING + "A,event,,delivered,carrier.lost\n", "line 6: delivered with"),
        ("codes", MAPPING + "A,event,,gone,carrier.lost\n", "line 6: milestone 'gone'"),
        ("codes", "x" * 600_000, "has more than"),
        ("kinds", "event", "give both"),
        ("date_format", "DD.MM.YY", "must be such as DD.MM.YYYY"),
        ("date_format", "YYYY", "must be such as DD.MM.YYYY"),
        ("carriers", "gls,glz", "option carriers: no carrier has the code 'glz'"),
    ],
)
def test_what_would_not_work_is_refused(
    dialect: Dialect, option: str, value: str, sentence: str
) -> None:
    """With what would be right."""
    with pytest.raises(Refused) as refusal:
        check(wanted(dialect, **{option: value}), dialect)

    assert sentence in str(refusal.value)


@BOTH
def test_a_list_that_no_row_belongs_to_is_refused(dialect: Dialect) -> None:
    """Else every code of a mapping would go unread for one letter."""
    with pytest.raises(Refused, match="no row is of the kind 'evnt', which option kinds names"):
        check(wanted(dialect, codes=MAPPING, kinds="event,evnt"), dialect)


@pytest.mark.parametrize("dialect", [iftsta.DIALECT, x12_214.DIALECT], ids=lambda d: d.name)
def test_a_partner_of_edi_has_a_table_of_codes_too(dialect: Dialect) -> None:
    """Under the same name, and nothing that is no option is passed over."""
    check(wanted(dialect, codes=MAPPING, sender="A", recipient="B"), dialect)
    with pytest.raises(Refused, match="option codes: line 6: the code 'ZL07' is there already"):
        check(wanted(dialect, codes=TWICE), dialect)
    for option in ("code.X6", "kinds", "sendr"):
        with pytest.raises(Refused, match=f"there is no option '{option}'; there are carrier"):
            check(wanted(dialect, **{option: "x"}), dialect)


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("encoding", "klingon", "option encoding 'klingon' must be such as"),
        ("encoding", "hex", "option encoding 'hex' must be such as"),
        ("columns", "theirs,ours\na,code\n", "option columns: its first line has to name"),
        ("columns", "column,field\nA,kode\n", "line 2: there is no field 'kode'"),
        ("columns", "column,field\nA,code\na ,text\n", "line 3: 'a' or text is there already"),
        ("columns", "column,field\nA,code\nB,code\n", "line 3: 'B' or code is there already"),
    ],
)
def test_a_file_that_could_not_be_read_is_refused(option: str, value: str, sentence: str) -> None:
    """Encoding and headings are options of files alone."""
    with pytest.raises(Refused) as refusal:
        check(wanted(csv.DIALECT, **{option: value}), csv.DIALECT)

    assert sentence in str(refusal.value)
    with pytest.raises(Refused, match="there is no option"):
        check(wanted(own_json.DIALECT, **{option: value}), own_json.DIALECT)


def test_a_mapping_may_come_from_a_spreadsheet() -> None:
    """Another separator, a byte order mark, words in capitals."""
    written = "\ufeff" + MAPPING.replace(",", ";").replace("in_transit", "In_Transit")
    check(wanted(csv.DIALECT, codes=written), csv.DIALECT)

    (said,) = heard({"code": "ZL01"}, settings=conventions(codes=written)).statements
    assert said.reason == "customs.presented"


def test_options_that_were_never_checked_break_nothing() -> None:
    """Rows are read as if the option were not there."""
    spoiled = conventions(codes=TWICE, date_format="?", kinds="", carriers=",")

    assert len(heard({}, {"code": "ZL07"}, settings=spoiled).statements) == 2


def test_an_option_may_be_the_content_of_a_file(tmp_path: Path) -> None:
    """`--option codes=@mapping.csv`; a text that begins otherwise is the option itself."""
    mapping = tmp_path / "mapping.csv"
    mapping.write_bytes(b"\xef\xbb\xbf" + MAPPING.encode())

    assert _options([f"codes=@{mapping}", "kinds=a=b"]) == {"codes": MAPPING, "kinds": "a=b"}
    for named in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(Refused, match=r"option codes: .* cannot be read"):
            _options([f"codes=@{named}"])
    mapping.write_bytes(b"\xff")
    with pytest.raises(Refused, match="must be a text in UTF-8"):
        _options([f"codes=@{mapping}"])


def test_the_command_says_that_an_option_may_be_a_file() -> None:
    """Where an operator looks first."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)

    assert "NAME=@FILE" in parser.format_help()
