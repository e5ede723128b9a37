"""The code tables are whole, fit the vocabulary, and every row is reachable by its code."""

import pytest
from carrier_ingest.carriers import dhl_parcel_de, ups
from carrier_ingest.carriers.dhl_parcel_de import codes as dhl_codes
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.carriers.tables import by_code, by_kind_and_code, read_rows
from carrier_ingest.carriers.ups import codes as ups_codes
from waymark_events.vocabulary import Kind, fits

LENGTHS = {
    "bring": 383,
    "canada_post": 56,
    "colissimo": 74,
    "dhl_parcel_de": 406,
    "dhl_unified": 1090,
    "dpd": 37,
    "fedex": 96,
    "gls": 31,
    "hermes": 539,
    "iftsta": 435,
    "royal_mail": 49,
    "test": 17,
    "ups": 1529,
    "usps": 58,
    "x12_214": 140,
}
"""Of tables that came over from somewhere: whole."""
UPS_KINDS = {
    "status": 160,
    "exception": 687,
    "delivery": 151,
    "movement": 38,
    "manifest": 4,
    "update": 3,
    "mail_innovations": 213,
    "freight_activity": 66,
    "freight_exception": 207,
}
OUR_WORDS = {"csv", "own_json"}
TYPES = {"delivery": "D", "movement": "I", "exception": "X", "manifest": "M", "update": "U"}


@pytest.mark.parametrize("name", DIALECTS)
def test_a_table_is_whole_and_fits_the_vocabulary(name: str) -> None:
    """No row is missing, none is there twice, and each pair of words may stand together.

    Dialects that speak our own words share one table.
    """
    folder = "neutral" if name in OUR_WORDS else name
    listed = list(read_rows(f"carrier_ingest.carriers.{folder}"))

    assert len(listed) == LENGTHS.get(name, len(listed))
    assert listed
    assert len({(row.kind, row.code) for row in listed}) == len(listed)
    wrong = {row.code: fits(row.milestone, row.reason) for row in listed}
    assert {code: why for code, why in wrong.items() if why} == {}


def test_the_lists_of_ups_have_the_official_lengths() -> None:
    """Each of UPS's lists has come over whole."""
    kinds = [row.kind for row in read_rows(ups.__name__)]

    assert {kind: kinds.count(kind) for kind in set(kinds)} == UPS_KINDS


def test_the_table_of_dhl_has_triples_codes_and_classes() -> None:
    """338 triples, 52 happenings and 16 coarse classes; the kind is one of ours."""
    listed = list(read_rows(dhl_parcel_de.__name__))

    shapes = [
        "class" if row.code.startswith("*/") else "ice" if "*" in row.code else "triple"
        for row in listed
    ]
    assert [shapes.count(one) for one in ("triple", "ice", "class")] == [338, 52, 16]
    assert {row.kind for row in listed} <= set(Kind)


@pytest.mark.parametrize("kind", TYPES)
def test_every_parcel_code_of_ups_is_found_by_its_type(kind: str) -> None:
    """A row is what its type and code alone lead to."""
    rows = [row for (k, _), row in by_kind_and_code(ups.__name__).items() if k == kind]

    heard = {row.code: _ups(TYPES[kind], row.code) for row in rows}

    assert heard == {row.code: (row.milestone, row.reason) for row in rows}


def test_every_status_of_ups_is_found_where_the_code_is_unknown() -> None:
    """The three digits decide when the two characters are in no table."""
    rows = [row for (k, _), row in by_kind_and_code(ups.__name__).items() if k == "status"]

    heard = {row.code: _ups("I", "", row.code) for row in rows}

    assert heard == {row.code: (row.milestone, row.reason) for row in rows}


def test_every_postal_code_of_ups_is_found_for_a_postal_number() -> None:
    """Numbers of the post look into the postal list first."""
    rows = [row for (k, _), row in by_kind_and_code(ups.__name__).items() if k[0:4] == "mail"]

    heard = {row.code: _ups("I", row.code, number="9" * 22) for row in rows}

    assert heard == {row.code: (row.milestone, row.reason) for row in rows}


def test_every_row_of_dhl_is_found_by_what_it_stands_for() -> None:
    """A triple by itself, a happening with an unknown detail, a class with an unknown happening."""
    rows = by_code(dhl_parcel_de.__name__)

    heard = {code: _dhl(code) for code in rows}

    assert heard == {code: (row.kind, row.milestone, row.reason) for code, row in rows.items()}


def test_every_withdrawal_is_in_the_table() -> None:
    """A code that takes back an earlier scan is a row like any other."""
    rows = by_kind_and_code(ups.__name__)

    assert set(ups_codes.WITHDRAWALS) <= set(rows)


def test_every_dialect_speaks_for_itself() -> None:
    """A dialect is found by its name and has, unless we play it, a way in."""
    for name, dialect in DIALECTS.items():
        assert dialect.name == name
        assert bool(dialect.channels) == dialect.needs_account
        assert dialect.mapping_version >= 1


def _ups(
    type_: str, code: str, status: str = "", number: str = "1ZK7R24W0310048711"
) -> tuple[str, str]:
    codes = ups_codes.codes_from(type_, code, status)
    meaning = ups_codes.meaning_of(number, codes)
    return (meaning.milestone, meaning.reason)


def _dhl(code: str) -> tuple[str, str, str]:
    fields = [field if field != "*" else "QQQQQ" for field in code.split("/")]
    meaning = dhl_codes.meaning_of(dhl_codes.codes_from(*fields), going_back=False)
    return (meaning.kind, meaning.milestone, meaning.reason)
