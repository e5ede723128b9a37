"""Test mode in the contract: whose it is, and the numbers that play a journey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.ids import RetailerId, for_tests, is_for_tests, shipment_id
from waymark_events.numbers import (
    TEST,
    MalformedNumberError,
    Refused,
    Valid,
    canonical,
    carriers,
    check,
    detect,
    journey_of,
    near,
)
from waymark_events.numbers.played import JOURNEYS

SHOP = RetailerId("shop")


def test_a_test_mode_is_a_retailer_of_its_own() -> None:
    """Its name is no retailer's, for it has a dot, and its parcels are other parcels."""
    assert for_tests(SHOP) == "shop.test"
    assert (is_for_tests("shop.test"), is_for_tests("shop"), is_for_tests("test")) == (
        True,
        False,
        False,
    )
    assert shipment_id(SHOP, "ups", "1Z") != shipment_id(for_tests(SHOP), "ups", "1Z")


@pytest.mark.parametrize("journey", JOURNEYS)
@given(behind=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_whatever_stands_behind_a_number_it_plays_its_journey(journey: str, behind: str) -> None:
    """`TEST-LOST` and `test-lost-anything` are valid; blanks at the ends and case are nothing."""
    assert check(TEST, f" test-{journey.lower()} ") == Valid(f"TEST-{journey}", TEST)
    judged = check(TEST, f"Test-{journey}-x{behind}")

    assert isinstance(judged, Valid)
    assert journey_of(judged.canonical) == journey
    assert canonical(TEST, judged.canonical) == judged.canonical


@pytest.mark.parametrize(
    "entered",
    ["", "TEST", "TEST-", "TEST-STOLEN", "TEST-LOSTX", "TEST-LOST-", "LOST", "TEST-LOST-ß", "1Z"],
)
def test_what_plays_nothing_is_refused(entered: str) -> None:
    """With the numbers that would be right, where it is a number at all."""
    judged = check(TEST, entered)

    assert isinstance(judged, Refused)
    assert judged.would_be_right


def test_what_is_longest_and_what_is_too_long() -> None:
    """64 characters in all."""
    assert len(canonical(TEST, "TEST-LOST-" + "x" * 54)) == 64
    with pytest.raises(MalformedNumberError, match="at most 64"):
        canonical(TEST, "TEST-LOST-" + "x" * 55)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_no_number_of_it_is_ever_detected(journey: str) -> None:
    """Detection serves live retailers too: it knows the carrier by name alone."""
    for number in (f"TEST-{journey}", f"TEST-{journey}-1"):
        assert detect(number, listed=[TEST]).candidates == ()
        assert near(number, listed=[TEST]) == ()
    assert carriers()[TEST].tracking_url is None
