"""Tracking numbers: recognised, checked, and kept in one form for ever."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from waymark_events.numbers import (
    Accepted,
    MalformedNumberError,
    Refused,
    UnknownCarrierError,
    Valid,
    canonical,
    carrier,
    carriers,
    check,
    checksums,
    detect,
    tracking_url,
)
from waymark_events.numbers.formats import Format, data, match

GOLDEN = Path(__file__).parents[1] / "golden" / "numbers" / "canonical.json"
EXAMPLES = [form for form in data().formats if form.example]
CHECKED = [form for form in data().formats if form.checksum]


def candidates(number: str) -> list[str]:
    return [one.carrier for one in detect(number).candidates]


@pytest.mark.parametrize("row", json.loads(GOLDEN.read_text()), ids=lambda row: row["entered"])
def test_canonical_numbers_never_change(row: dict[str, str]) -> None:
    """Shipment ids are made of them: another form would be another stream."""
    assert canonical(row["carrier"], row["entered"]) == row["canonical"]


@pytest.mark.parametrize("form", EXAMPLES, ids=lambda form: form.id)
def test_every_example_is_valid_for_its_carrier(form: Format) -> None:
    """The formats' own examples pass, and their carrier is among those detected."""
    example = form.example or ""

    assert isinstance(check(form.courier_code, example), Valid)
    assert form.courier_code in candidates(example)


@pytest.mark.parametrize(
    ("serial", "rule", "digit"),
    [
        ("900000001", {"name": "mod7"}, "5"),
        ("0034043490000000001", {"name": "mod10", "evens_multiplier": 3}, "0"),
        ("A1B2C3030000001", {"name": "mod10", "odds_multiplier": 2}, "2"),
        ("56310100001", {"name": "mod10", "evens_multiplier": 4, "odds_multiplier": 9}, "2"),
        ("0000000001", {"name": "mod10", "evens_multiplier": 3, "reverse": True}, "7"),
        ("50000000001", {"name": "mod10_plus_one", "evens_multiplier": 3}, "1"),
        ("00000001", {"name": "s10", "weightings": [8, 6, 4, 2, 3, 5, 9, 7]}, "4"),
        ("10000000012", {"name": "luhn"}, "3"),
        (
            "10000000021",
            {
                "name": "sum_product_with_weightings_and_modulo",
                "weightings": [3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1],
                "modulo1": 11,
                "modulo2": 10,
            },
            "0",
        ),
        ("05190000000017", {"name": "mod_37_36"}, "1"),
        ("41000000000012", {"name": "mod10", "odds_multiplier": 2}, "9"),
    ],
)
def test_check_rules_agree_with_worked_examples(
    serial: str, rule: dict[str, object], digit: str
) -> None:
    """Each rule was reckoned by hand once."""
    assert checksums.expected(serial, rule) == digit


@given(st.sampled_from(CHECKED), st.data())
def test_another_check_digit_is_refused_and_the_right_one_named(
    form: Format, drawn: st.DataObject
) -> None:
    """Whatever number of a checked format is drawn, exactly one check digit is right."""
    text = re.sub(r"\s", "", drawn.draw(st.from_regex(form.regex, fullmatch=True)).upper())
    found = match(form, text)
    assume(found is not None and found.given is not None)
    assert found is not None
    assert found.expected is not None

    assert found.valid == (found.given == found.expected)
    if form.id not in {"fedex_astra_32", "s10"}:  # there the check digit is not the last sign
        mended = match(form, text[:-1] + found.expected)
        assert mended is None or mended.valid


def test_a_mistyped_digit_is_refused_with_the_format_and_the_right_digit() -> None:
    """The person at the counter reads what to look at again."""
    refusal = check("ups", "1Z A1B 2C3 03 0000 0013")

    assert isinstance(refusal, Refused)
    assert refusal.format_id == "ups"
    assert "check digit is 3 where 2 would be right" in refusal.what


def test_a_number_of_no_known_shape_is_taken_with_a_warning() -> None:
    """A number entered with a carrier is never overruled by our list of shapes."""
    assert isinstance(check("ups", "MYSTERY-77"), Accepted)
    assert isinstance(check("colissimo", "6A00000000018"), Accepted)


@pytest.mark.parametrize("entered", ["", "   ", "1Z\x00", "1Z" * 40, "ŁÓDŹ", "<b>"])
def test_what_is_no_number_is_refused(entered: str) -> None:
    """Bad input gets a sentence, never an exception out of `check`."""
    assert isinstance(check("ups", entered), Refused)
    with pytest.raises(MalformedNumberError):
        canonical("ups", entered)


@given(st.sampled_from(sorted(carriers())), st.from_regex(r"[0-9A-Za-z \-.]{1,40}", fullmatch=True))
def test_canonical_is_its_own_canonical_form(code: str, entered: str) -> None:
    """Entered again in its canonical form, a number names the same stream."""
    assume(not isinstance(check(code, entered), Refused) or code not in {"own", "store"})
    assume(entered.strip(" -.") != "")
    once = canonical(code, entered)

    assert canonical(code, once) == once


@pytest.mark.parametrize(
    ("number", "first"),
    [
        ("00340434900000000010", "dhl_parcel_de"),
        ("CE000000014DE", "dhl_parcel_de"),
        ("3SABCD0000019", "postnl"),
        ("6A00000000017", "colissimo"),
        ("051900000000171", "dpd"),
        ("JJD0000000000000012", "yodel"),
        ("000000000C00A1F2", "royal_mail"),
        ("70730000000000014", "bring"),
        ("1ZA1B2C30300000012", "ups"),
    ],
)
def test_colliding_shapes_are_parted_by_letters_and_prefixes(number: str, first: str) -> None:
    """The collisions that are known end with the right carrier in front."""
    assert candidates(number)[0] == first


def test_one_is_chosen_only_where_no_other_choice_is_reasonable() -> None:
    """Detection is a ranked list; a guess would poll the wrong carrier for days."""
    ambiguous = "01234560000012"

    assert len(detect(ambiguous).candidates) > 1
    assert detect(ambiguous).chosen is None
    chosen = detect(ambiguous, listed=["hermes"]).chosen
    assert chosen is not None
    assert chosen.carrier == "hermes"
    assert detect(ambiguous, listed=["hermes", "dpd"]).chosen is None
    assert "s10" not in carriers()


def test_an_unknown_carrier_is_answered_with_the_nearest() -> None:
    """`upz` was surely meant to be one of these."""
    with pytest.raises(UnknownCarrierError, match="ups"):
        carrier("upz")


def test_the_tracking_page_escapes_the_number() -> None:
    """A number is data in an address, never part of it."""
    assert (tracking_url("own", "1") or "") == ""
    assert (tracking_url("ups", "1Z/&A") or "").endswith("1Z%2F%26A")


@given(st.text(max_size=80))
def test_detection_never_raises(entered: str) -> None:
    """Whatever is pasted into the field, there is an answer."""
    assert isinstance(detect(entered).candidates, tuple)


def test_a_carrier_in_no_list_is_named_by_its_code() -> None:
    """A carrier of one town needs no new build; its numbers are checked by nobody."""
    assert carrier("x_regio_kurier").name == "Regio kurier"
    for wrong in ("x_", "x_Regio", "x__a", "x_" + "a" * 31):
        with pytest.raises(UnknownCarrierError):
            carrier(wrong)
