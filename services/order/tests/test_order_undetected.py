"""A number without its carrier, which is nobody's: what whoever typed it is told."""

import pytest
from order.app import labels
from order_given import NOW, SHOP
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime.faults import Denied

USES_GLS = RetailerSet(retailer=SHOP, version=1, name="Nordlicht", carriers=("gls",))


def denied(number: str) -> Denied:
    with pytest.raises(Denied) as refusal:
        labels.checked(labels.Typed(number=number), USES_GLS, NOW)
    assert (refusal.value.status, refusal.value.code) == (422, "undetected_carrier")
    return refusal.value


def test_a_mistyped_digit_is_told_with_the_format_and_the_right_one() -> None:
    """A wrong check digit makes a number nobody's: the answer says whose it would be."""
    refusal = denied("1Z WMK42E 0300000009")

    assert refusal.detail == (
        "'1Z WMK42E 0300000009' has the shape of UPS, but its check digit is 9; 8 would be right; "
        "if it is another carrier's, name that as `carrier`"
    )
    assert refusal.errors == [
        {
            "field": "number",
            "carrier": "ups",
            "format": "ups",
            "detail": "it has the shape of UPS, but its check digit is 9; 8 would be right",
        }
    ]


def test_of_several_formats_the_retailers_own_stands_first() -> None:
    """Twelve digits are the shape of four carriers' numbers; all are named."""
    refusal = denied("560000000001")

    assert [error["carrier"] for error in refusal.errors] == [
        "gls",
        "dhl_parcel_de",
        "fedex",
        "purolator",
    ]
    assert refusal.detail.startswith(
        "'560000000001' has the shape of GLS, but its check digit is 1"
    )
    assert "; or it has the shape of FedEx, but its check digit is 1; " in refusal.detail


def test_a_number_of_no_shape_is_near_to_nothing() -> None:
    """Where no format has the shape there is nothing to point at."""
    refusal = denied("A")

    assert refusal.detail == "no carrier's format fits 'A'; name the carrier as `carrier`"
    assert list(refusal.errors) == []
