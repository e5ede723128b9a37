"""What may be booked in a test mode, and what only there."""

import pytest
from msgspec.structs import replace
from order.app import labels
from order.app.labels import Checked, Typed
from order_given import NOW, SHOP
from waymark_events.ids import for_tests, shipment_id
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime.faults import Denied

LIVE = RetailerSet(retailer=SHOP, version=1, name="Nordlicht", carriers=("ups",))
TEST = replace(LIVE, retailer=for_tests(SHOP), test=True)
UPS = "1ZWMK42E0300000008"


def checked(number: str, carrier: str | None = None, retailer: RetailerSet = TEST) -> Checked:
    return labels.checked(Typed(number=number, carrier=carrier), retailer, NOW)


@pytest.mark.parametrize("carrier", [None, "test"])
def test_a_number_that_plays_needs_no_carrier_beside_it(carrier: str | None) -> None:
    """Named or not, it is the test carrier's, in its one form."""
    leg = checked("test-lost-1", carrier).label.leg

    assert (leg.carrier, leg.number) == ("test", "TEST-LOST-1")
    assert leg.shipment_id == shipment_id(for_tests(SHOP), "test", "TEST-LOST-1")
    assert checked("test-lost-1", carrier).warnings == ()


@pytest.mark.parametrize(("number", "carrier"), [("TEST-LOST", None), ("anything", "test")])
def test_a_live_retailer_has_no_test_carrier(number: str, carrier: str | None) -> None:
    """422 says which key would be right; also for a number that somebody meant for a test."""
    with pytest.raises(Denied) as refusal:
        checked(number, carrier, LIVE)

    assert (refusal.value.status, refusal.value.code) == (422, "only_in_test_mode")
    assert "begins with wm_test_" in refusal.value.detail


def test_a_number_that_plays_nothing_is_refused_with_those_that_do() -> None:
    """A typing error would wait for ever."""
    with pytest.raises(Denied) as refusal:
        checked("TEST-STOLEN", "test")

    assert (refusal.value.status, refusal.value.code) == (422, "bad_number")
    assert "TEST-DELIVERED, TEST-NEIGHBOUR" in refusal.value.errors[0]["detail"]


@pytest.mark.parametrize(("number", "carrier"), [(UPS, None), ("MYSTERY", "ups")])
def test_a_real_number_is_taken_and_the_caller_told(number: str, carrier: str | None) -> None:
    """No carrier is asked for it: whoever waits for it should know. A live one has no such word."""
    warnings = checked(number, carrier).warnings

    assert "no carrier is asked" in warnings[-1]
    assert not any("no carrier is asked" in one for one in checked(number, carrier, LIVE).warnings)


def test_what_the_retailer_carries_itself_is_as_ever() -> None:
    """Its own scans come by API, in a test mode too."""
    assert checked("Van-7/3", "own").warnings == ()
