"""The parcel's view over its legs: which number speaks."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from waymark_events.ids import RetailerId, ShipmentId
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.parcels import parcel_view
from waymark_events.values import Leg, LinkRef
from waymark_events.vocabulary import LinkKind, Milestone

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def leg(number: str, milestone: Milestone, days: int = 0, *links: LinkRef) -> ShipmentStatusChanged:
    return ShipmentStatusChanged(
        retailer=RetailerId("acme"),
        carrier="ups",
        number=number,
        generation=1,
        version=1,
        status=PublicStatus(milestone=milestone, reason="unstated", journey="j", links=links),
        cause="scan",
        caused_by="c",
        known_at=START + timedelta(days=days),
    )


def to(number: str, kind: LinkKind) -> LinkRef:
    return LinkRef(
        leg=Leg(shipment_id=ShipmentId(number), carrier="ups", number=number),
        kind=kind,
        outgoing=True,
    )


def speaks(*legs: ShipmentStatusChanged) -> str:
    """The number that speaks, in whatever order the legs are given."""
    (number,) = {view.number for order in permutations(legs) if (view := parcel_view(order))}
    return number


def test_no_leg_no_view() -> None:
    """A parcel of which no leg is known yet has no status."""
    assert parcel_view([]) is None


def test_a_number_booked_again_gives_way_at_once() -> None:
    """The mistyped number is out of sight though the right one was not scanned yet."""
    old = leg("A", Milestone.IN_TRANSIT, 5, to("B", LinkKind.REBOOK))

    assert speaks(old, leg("B", Milestone.UNKNOWN)) == "B"


def test_a_handover_gives_way_when_the_next_carrier_has_the_parcel() -> None:
    """Until then the first carrier's word is all there is."""
    old = leg("A", Milestone.IN_TRANSIT, 5, to("B", LinkKind.HANDOVER))

    assert speaks(old, leg("B", Milestone.UNKNOWN)) == "A"
    assert speaks(old, leg("B", Milestone.ANNOUNCED)) == "B"


def test_of_legs_side_by_side_the_last_heard_speaks() -> None:
    """A leg nobody heard of is silent beside one that was."""
    assert speaks(leg("A", Milestone.IN_TRANSIT, 1), leg("B", Milestone.ACCEPTED, 2)) == "B"
    assert speaks(leg("A", Milestone.IN_TRANSIT, 1), leg("B", Milestone.UNKNOWN, 2)) == "A"


def test_legs_that_point_at_each_other_still_show_one() -> None:
    """A mistake in the links hides no parcel."""
    first = leg("A", Milestone.IN_TRANSIT, 1, to("B", LinkKind.REBOOK))
    second = leg("B", Milestone.IN_TRANSIT, 2, to("A", LinkKind.REBOOK))

    assert speaks(first, second) == "B"
