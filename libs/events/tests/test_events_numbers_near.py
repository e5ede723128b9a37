"""Numbers of nobody that are a mistyped digit away from somebody's."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.numbers import Refused, Valid, check, detect, near
from waymark_events.numbers.formats import Format, data, match

CHECKED = [form for form in data().formats if form.checksum]


@pytest.mark.parametrize(
    ("entered", "carriers_near", "reason"),
    [
        (
            "1Z A1B 2C3 03 0000 0013",
            ["ups"],
            "has the shape of UPS, but its check digit is 3; 2 would be right",
        ),
        (
            "00340434900000000017",
            ["dhl_parcel_de"],
            "has the shape of DHL Parcel DE, but its check digit is 7; 0 would be right",
        ),
        (
            "CE000000018DE",
            ["dhl_parcel_de"],
            "has the shape of DHL Parcel DE, but its check digit is 8; 4 would be right",
        ),
        ("1ZA1B2C30300000012", [], None),
        ("A", [], None),
        ("", [], None),
    ],
)
def test_a_number_of_nobody_is_near_to_whose_it_would_be_but_for_its_check_digit(
    entered: str, carriers_near: list[str], reason: str | None
) -> None:
    """The person who mistyped reads what to look at again, whoever the carrier is."""
    found = near(entered)

    assert [one.carrier for one in found] == carriers_near
    assert [one.reason for one in found] == ([reason] if reason else [])


def test_the_nearest_carriers_are_those_the_retailer_uses() -> None:
    """Twelve digits may be four carriers'; the retailer's own stands first."""
    entered = "560000000001"

    assert {one.carrier for one in near(entered)} == {"dhl_parcel_de", "fedex", "gls", "purolator"}
    assert near(entered, listed=["gls"])[0].carrier == "gls"
    assert near(entered, origin="US")[0].carrier == "fedex"


@given(st.sampled_from(CHECKED), st.data())
def test_what_is_near_becomes_right_by_the_digit_it_names(
    form: Format, drawn: st.DataObject
) -> None:
    """A number is a candidate of a carrier, or near to it, or a table excludes it."""
    text = re.sub(r"\s", "", drawn.draw(st.from_regex(form.regex, fullmatch=True)).upper())
    for one in near(text):
        refused = check(one.carrier, text)
        assert isinstance(refused, Refused | Valid)  # Valid by another of the carrier's formats
        assert one.given != one.expected
        mended = text[:-1] + one.expected
        if text.endswith(one.given) and one.format_id not in {"fedex_astra_32", "s10"}:
            assert (
                one.carrier in {c.carrier for c in detect(mended).candidates}
                or match(_format(one.format_id), mended) is None
            )


@given(st.text(max_size=80))
def test_nothing_pasted_is_too_odd(entered: str) -> None:
    """Whatever is pasted into the field, there is an answer."""
    assert isinstance(near(entered), tuple)


def _format(format_id: str) -> Format:
    return next(form for form in data().formats if form.id == format_id)
