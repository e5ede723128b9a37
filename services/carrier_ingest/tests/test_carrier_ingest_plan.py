"""What bookings, cancellations, rebookings and statuses make of the polling plan."""

from datetime import UTC, datetime, timedelta

import pytest
from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome
from carrier_ingest.domain import looking
from carrier_ingest.domain.plan import Change, Plan, Play, changed
from carrier_ingest.domain.results import refused, results_of
from msgspec.structs import replace
from waymark_events.ids import AccountId, OrderId, ParcelId, RetailerId, shipment_id
from waymark_events.messages.shipments import ShipmentBooked, ShipmentCancelled, ShipmentLinked
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.values import Destination, Leg
from waymark_events.vocabulary import Direction, Flag, LinkKind, Milestone, Way

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
NORD = RetailerId("nordlicht")
NUMBER, OTHER = "00340434900000000010", "00340434900000000027"
SHIPMENT = shipment_id(NORD, "dhl_parcel_de", NUMBER)


def booked(order: str = "order-1", way: Way = Way.HOME) -> ShipmentBooked:
    return ShipmentBooked(
        retailer=NORD,
        carrier="dhl_parcel_de",
        number=NUMBER,
        entered=NUMBER,
        order_id=OrderId(order),
        order_version=1,
        order_reference="SO-1",
        parcel_id=ParcelId("parcel-1"),
        parcel_no=1,
        recipients=(),
        direction=Direction.OUTBOUND,
        way=way,
        destination=Destination(country="DE", zone="Europe/Berlin"),
        placed_at=NOW,
        booked_at=NOW,
        hand_over_by=NOW + timedelta(days=1),
        carrier_account=AccountId("dhl-main"),
    )


def cancelled(order: str = "order-1") -> ShipmentCancelled:
    return ShipmentCancelled(
        retailer=NORD,
        carrier="dhl_parcel_de",
        number=NUMBER,
        order_id=OrderId(order),
        order_version=2,
        at=NOW,
    )


def rebooked(from_number: str = NUMBER, to_number: str = OTHER) -> ShipmentLinked:
    origin, successor = (
        Leg(
            shipment_id=shipment_id(NORD, "dhl_parcel_de", number),
            carrier="dhl_parcel_de",
            number=number,
        )
        for number in (from_number, to_number)
    )
    return ShipmentLinked(
        retailer=NORD,
        carrier="dhl_parcel_de",
        number=NUMBER,
        order_id=OrderId("order-1"),
        order_version=3,
        origin=origin,
        successor=successor,
        kind=LinkKind.REBOOK,
        at=NOW,
    )


def status(
    milestone: Milestone, version: int = 1, flags: tuple[Flag, ...] = ()
) -> ShipmentStatusChanged:
    reason = "delivered.other" if milestone == Milestone.DELIVERED else "progress.update"
    return ShipmentStatusChanged(
        retailer=NORD,
        carrier="dhl_parcel_de",
        number=NUMBER,
        generation=1,
        version=version,
        status=PublicStatus(milestone=milestone, reason=reason, journey=SHIPMENT, flags=flags),
        cause="scan",
        caused_by="fact",
        known_at=NOW,
    )


def after(*changes: Change) -> Plan:
    plan = Plan()
    for change in changes:
        plan = changed(plan, change, NOW, SHIPMENT)
    return plan


def test_a_booked_number_is_asked_for_at_once() -> None:
    """A mistyped number is best found out before the van comes."""
    plan = after(booked())

    assert looking.is_wanted(plan)
    assert plan.due_at == NOW


@pytest.mark.parametrize(
    "changes",
    [
        (status(Milestone.IN_TRANSIT),),
        (booked(), cancelled()),
        (booked(), rebooked()),
        (booked(), status(Milestone.DELIVERED)),
        (booked(), status(Milestone.IN_TRANSIT, flags=(Flag.EXPIRED,))),
        (booked(way=Way.UNTRACKED),),
    ],
    ids=["never booked", "cancelled", "rebooked", "ended", "expired", "untracked"],
)
def test_what_nobody_waits_for_is_not_asked_for(changes: tuple[Change, ...]) -> None:
    """Only booked and unfinished numbers are asked for."""
    assert not looking.is_wanted(after(*changes))


@pytest.mark.parametrize(
    "changes",
    [
        (status(Milestone.IN_TRANSIT), booked()),
        (booked("order-1"), booked("order-2"), cancelled("order-1")),
        (booked(), rebooked(OTHER, NUMBER)),
        (booked(), status(Milestone.DELIVERED), status(Milestone.RETURNING, version=2)),
        (booked(), cancelled(), booked()),
    ],
    ids=["booked late", "shared by orders", "the new leg", "end withdrawn", "booked again"],
)
def test_what_somebody_still_waits_for_is_asked_for(changes: tuple[Change, ...]) -> None:
    """A shared number lives as long as one order waits; a withdrawn end begins the asking again."""
    assert looking.is_wanted(after(*changes))


def test_a_booking_of_the_test_carrier_begins_its_journey() -> None:
    """From the booking on, told in the recipient's zone; booked once more it goes on as it was."""
    number = replace(booked(), carrier="test", number="TEST-LOST")
    plan = changed(Plan(), number, NOW, SHIPMENT)
    later = NOW + timedelta(seconds=20)
    again = changed(plan, replace(number, order_id=OrderId("order-2")), later, SHIPMENT)

    assert plan.play == Play(begun_at=NOW, zone="Europe/Berlin")
    assert (again.play, again.due_at) == (plan.play, later)
    over = replace(again, play=None, due_at=None)
    assert changed(over, number, later, SHIPMENT).play == Play(begun_at=later, zone="Europe/Berlin")
    assert after(booked()).play is None


def test_an_older_status_changes_nothing() -> None:
    """Statuses may repeat and come late: the highest (generation, version) counts."""
    plan = after(booked(), status(Milestone.DELIVERED, 2), status(Milestone.IN_TRANSIT, 1))

    assert plan.milestone == Milestone.DELIVERED


def test_each_answered_number_has_one_result() -> None:
    """What the answer says of a number; one it leaves out was not answered, and not "not found"."""
    heard = Heard(
        answers=(
            Answer(number="1", outcome=Outcome.NEWS),
            Answer(number="2", outcome=Outcome.REFUSED, advice=Advice.STOP_NUMBER),
        )
    )

    results = results_of(heard, ["1", "2", "3"])

    assert [(result.number, result.outcome) for result in results] == [
        ("1", "news"),
        ("2", "refused"),
    ]
    assert [result.for_good for result in results] == [False, True]
    assert all(result.for_good for result in refused(["1"]))
