"""What is settled before an order decides: zones, numbers, promises, statuses."""

from datetime import UTC, datetime

import pytest
from order.app import labels, promising, zones
from order.app.moving import Asked, decided, moves
from order_given import BERLIN, NOW, ORDER, SHOP, book, content, later, moved, order_after
from waymark_events.ids import RetailerId, parcel_id
from waymark_events.messages.retailers import RetailerSet
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.values import BookingRef, Destination, When
from waymark_events.vocabulary import Certainty, Direction, Flag, Milestone, Way
from waymark_runtime.faults import Denied

RETAILER = RetailerSet(retailer=SHOP, version=1, name="Nordlicht", carriers=("ups",))
UPS = "1ZWMK42E0300000008"


def test_a_country_with_one_clock_needs_no_zone() -> None:
    """France has a zone, the United States several; the retailer's own country has its own."""
    assert zones.destination("FR", None, RETAILER) == Destination(country="FR", zone="Europe/Paris")
    assert zones.destination("DE", None, RETAILER) == BERLIN
    assert zones.destination(None, None, RETAILER) == BERLIN
    for country, zone, code in (
        ("US", None, "zone_needed"),
        ("XX", None, "unknown_country"),
        ("DE", "Europe/Bonn", "unknown_zone"),
    ):
        with pytest.raises(Denied) as denied:
            zones.destination(country, zone, RETAILER)
        assert denied.value.code == code


def test_a_number_is_canonical_and_handed_over_by_tomorrow() -> None:
    """What was typed is kept beside the form that ids are made of."""
    typed = labels.Typed(number=" 1z wmk42e 0300000008", carrier="ups")

    made = labels.checked(typed, RETAILER, NOW).label

    assert (made.leg.number, made.entered) == (UPS, " 1z wmk42e 0300000008")
    assert made.hand_over_by == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def test_our_own_numbers_are_made_once() -> None:
    """The n-th parcel of an order always has the same number of ours."""
    one = labels.own_number(ORDER, 1)

    assert one == labels.own_number(ORDER, 1) != labels.own_number(ORDER, 2)
    assert labels.checked(labels.Typed(number=one, carrier="own"), RETAILER, NOW).warnings == ()


def test_an_unclear_number_lists_its_carriers() -> None:
    """Nothing is guessed: whoever typed it chooses."""
    unlisted = RetailerSet(retailer=SHOP, version=1, name="Nordlicht")
    with pytest.raises(Denied) as denied:
        labels.checked(labels.Typed(number="12345678901234"), unlisted, NOW)

    assert (denied.value.status, denied.value.code) == (422, "ambiguous_carrier")
    assert {"dhl", "dpd"} <= {error["value"] for error in denied.value.errors}


def test_working_days_know_the_regions_holidays() -> None:
    """6 January 2027 is a holiday in Bavaria and a working day in Berlin."""
    now = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)

    def until(subdivision: str | None) -> str:
        wanted = promising.WorkingDays(least=1, most=1, subdivision=subdivision)
        return promising.reckoned(wanted, BERLIN, "ups", 0, now).span.to

    assert until("BY") == "2027-01-07"
    assert until("BE") == until(None) == "2027-01-06"


def test_carriers_deliver_on_their_own_days() -> None:
    """A working day after Friday is Saturday for one carrier and Monday for another."""
    friday = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
    wanted = promising.WorkingDays(least=1, most=1)

    spans = [
        promising.reckoned(wanted, BERLIN, c, 0, friday).span.to for c in ("dhl_parcel_de", "ups")
    ]

    assert spans == ["2026-03-07", "2026-03-09"]


@pytest.mark.parametrize("days", [("2026-03-05", "2026-03-05T10:00"), ("soon", "later"), ("", "")])
def test_a_promise_that_is_no_time_is_refused(days: tuple[str, str]) -> None:
    """Days or local times, both of a kind."""
    with pytest.raises(Denied) as denied:
        promising.reckoned(promising.Days(from_=days[0], to=days[1]), BERLIN, "ups", 0, NOW)
    assert denied.value.code == "bad_promise"


def test_a_country_without_calendar_wants_days() -> None:
    """Working days are not guessed where nobody knows the holidays."""
    wanted = promising.WorkingDays(least=1, most=1, subdivision="QQ")
    with pytest.raises(Denied, match="promise days instead"):
        promising.reckoned(wanted, BERLIN, "ups", 0, NOW)


def status(
    number: str, milestone: Milestone, version: int, *flags: Flag, since: str | None = None
) -> ShipmentStatusChanged:
    booking = BookingRef(
        order_id=ORDER,
        order_reference="SO-1",
        parcel_id=parcel_id(ORDER, 1),
        recipients=(),
        direction=Direction.OUTBOUND,
        way=Way.HOME,
    )
    when = When(local=since, certainty=Certainty.NONE, zone="Europe/Berlin") if since else None
    return ShipmentStatusChanged(
        retailer=SHOP,
        carrier="ups",
        number=number,
        generation=1,
        version=version,
        status=PublicStatus(
            milestone=milestone, reason="unstated", journey="j", flags=flags, bookings=(booking,)
        ),
        cause="scan",
        caused_by="f",
        known_at=later(72),
        since=when,
    )


def test_a_batch_moves_each_order_once_per_change() -> None:
    """Of five statuses two change where the piece is; the delivery keeps the carrier's own time."""
    way = [
        Milestone.ANNOUNCED,
        Milestone.ACCEPTED,
        Milestone.IN_TRANSIT,
        Milestone.OUT_FOR_DELIVERY,
        Milestone.DELIVERED,
    ]
    batch = [status("N1", m, v, since="2026-03-04") for v, m in enumerate(way, start=1)]
    order = order_after(book("N1", content(1)))

    (change,) = decided({ORDER: order}, moves(batch + batch), NOW)

    assert len(change.facts) == 2
    parcel = change.after.parcels[0]
    assert (parcel.milestone, parcel.status_version) == (Milestone.DELIVERED, 5)
    assert parcel.moved_at is not None
    assert parcel.moved_at.isoformat().startswith("2026-03-04T22:59:59")


@pytest.mark.parametrize("since", ["9999-12-31", "1970-01-01", "no time at all", None])
def test_a_time_that_cannot_be_counts_as_when_it_was_heard(since: str | None) -> None:
    """A carrier's clock years ahead must not keep a return period open for ever."""
    delivered = status("N1", Milestone.DELIVERED, 3, since=since)

    assert moves([delivered])[0].move.happened_at == delivered.known_at


def test_a_number_that_ended_before_the_order_moves_nothing() -> None:
    """An earlier parcel's delivery is not this order's."""
    used = status("N1", Milestone.DELIVERED, 3, Flag.NUMBER_USED_BEFORE)

    assert moves([used]) == []


def test_another_retailers_status_moves_nothing() -> None:
    """A booking names an order; the retailer has to be the order's."""
    order = order_after(book("N1", content(1)))
    stranger = Asked(RetailerId("other"), ORDER, moved("N1", Milestone.DELIVERED))

    assert decided({ORDER: order}, [stranger], NOW) == []
