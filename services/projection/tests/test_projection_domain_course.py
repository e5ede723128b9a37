"""Where events lead, event after event, and what is kept of them (docs/fold.md, 5 and 6)."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace
from projection.domain import Fact, as_booked, canonical, fold, status
from projection.domain.instants import EARLIEST, LATEST, exactly, kept, utc
from projection.domain.state import Course
from projection_facts import STREAM, at, booking, cancellation, link, scan
from waymark_events.ids import OrderId
from waymark_events.messages.shipments import ShipmentLinked
from waymark_events.values import Money, Place, When
from waymark_events.vocabulary import Flag, LinkKind, Milestone

TOKYO = timezone(timedelta(hours=9))
DUTIES: dict[str, Any] = {"duties_amount": "12.40", "duties_currency": "EUR"}
HELD: dict[str, Any] = {"milestone": "exception", "reason": "customs.duties_due"}


def course(*facts: Fact) -> Course:
    return fold(facts).course


def test_a_retailers_cancellation_is_an_end_and_forgets_nothing() -> None:
    """What was tried, answered and seen before it stays so."""
    before = (
        scan(at(), "in_transit"),
        scan(at(1), "attempt_failed", "recipient.not_home"),
    )

    assert course(*before, cancellation(at(2))) == Course(
        milestone=Milestone.CANCELLED,
        reason="retailer.cancelled",
        since=exactly(at(2)),
        cause="retailer.cancelled",
        attempts=1,
        end=at(2),
        end_day="2026-03-04",
        answered=at(1),
        seen=True,
    )


def test_a_cancellation_after_the_end_is_told_and_ends_nothing() -> None:
    """Delivered is delivered."""
    state = fold([booking(at(), at(-1)), scan(at(1), "delivered"), cancellation(at(2))])

    assert state.course.milestone == Milestone.DELIVERED
    assert Flag.AFTER_END in status(state).flags


def test_an_end_has_its_printed_day_and_nothing_else_has() -> None:
    """By it, something of a later day is told from something of the same."""
    assert course(scan(at(), "in_transit")).end_day == ""
    ended = course(scan(at(), "in_transit"), scan(at(1), "delivered"))
    assert (ended.end, ended.end_day) == (at(1), "2026-03-03")


def test_a_place_and_a_last_day_are_those_of_the_collection() -> None:
    """Elsewhere a scan's place is its own alone; what was said first of a collection stays."""
    kiosk = Place(name="Kiosk")
    waits = scan(at(1), "available_for_pickup", "pickup.store", place=kiosk,
                 pickup_until="2026-03-09")  # fmt: skip
    again = scan(at(2), "available_for_pickup", "pickup.store", place=Place())
    moving = scan(at(), "in_transit", place=kiosk, pickup_until="2026-03-09")

    assert (course(moving).place, course(moving).until) == (None, None)
    assert (course(waits, again).place, course(waits, again).until) == (kiosk, "2026-03-09")
    elsewhere = course(waits, scan(at(3), "in_transit", place=kiosk))
    assert (elsewhere.place, elsewhere.until) == (None, None)
    new = course(waits, scan(at(3), "in_transit"), again, scan(at(4), "available_for_pickup"))
    assert new.place is None


def test_duties_are_an_amount_of_a_currency_while_the_milestone_stands() -> None:
    """Half of one is none; one that was named stays until the parcel moves on."""
    held = scan(at(), **HELD, **DUTIES)

    due = Money(amount="12.40", currency="EUR")
    assert course(held).duties == due
    assert course(held, scan(at(1), **HELD)).duties == due
    assert course(held, scan(at(1), **HELD, duties_amount="9.00")).duties == due
    assert course(held, scan(at(1), "in_transit")).duties is None
    assert course(scan(at(), **HELD, duties_amount="9.00")).duties is None


def test_a_remark_without_a_milestone_moves_nothing_once_something_is_known() -> None:
    """At first it is all that is known."""
    nothing = scan(at(1), "unknown", "progress.processed")

    assert course(nothing).reason == "progress.processed"
    assert course(scan(at(), "accepted"), nothing).milestone == Milestone.ACCEPTED
    assert course(scan(at(), "out_for_delivery"), nothing).reason == "progress.update"
    assert course(scan(at(), "attempt_failed"), nothing).answered == at()


def test_of_two_facts_with_one_id_the_one_known_first_counts() -> None:
    """In whatever order they are given; of the same instant the same one always."""
    early = scan(at(), "in_transit", ce_id="same", scan_id="S", known=at(1))
    late = scan(at(), "delivered", ce_id="same", scan_id="S", known=at(2))
    twin = replace(late, known_at=at(1))

    assert course(early, late) == course(late, early) == course(early)
    assert course(early, twin) == course(twin, early)
    assert course(early, twin).milestone in {"in_transit", "delivered"}


def test_an_order_is_told_what_its_own_booking_came_to() -> None:
    """With when it happened and when the last of it became known."""
    facts = [booking(at(), at(-1)), scan(at(1), "delivered", known=at(3))]

    own = as_booked(facts, OrderId("order-1"))

    assert own is not None
    assert (own.status.milestone, own.since, own.known_at) == ("delivered", exactly(at(1)), at(3))
    assert as_booked(facts, OrderId("order-2")) is None


def test_the_bookings_and_links_of_a_number_are_seen() -> None:
    """One for each parcel, the newest of a parcel standing for it."""
    account = {"carrier_account": "main"}
    facts = [
        booking(at(), at(-1), "1"),
        booking(at(0.1), at(-1), "2", **account),
        booking(at(0.2), at(-1), "1"),
        link(at(0.3), LinkKind.REBOOK),
    ]

    seen = status(fold(facts))

    assert [(one.parcel_id, one.account) for one in seen.bookings] == [
        ("parcel-2", "main"),
        ("parcel-1", None),
    ]
    assert [(one.leg.number, one.outgoing) for one in seen.links] == [("JJD0099990001", True)]


def test_a_link_names_the_other_number() -> None:
    """Seen from the number that the parcel goes on under, it is the one it had before."""
    linked = link(at(), LinkKind.REBOOK)
    assert isinstance(linked.body, ShipmentLinked)
    back = replace(linked.body, origin=linked.body.successor, successor=linked.body.origin)

    (seen,) = status(fold([replace(linked, body=back)])).links

    assert (seen.leg.number, seen.outgoing) == ("JJD0099990001", False)


def test_the_public_document_names_the_stream_and_what_is_true_of_it() -> None:
    """The bytes that are compared after a rebuild."""
    document = canonical(fold([scan(at(), "delivered")]))

    for name, value in STREAM.items():
        assert f'"{name}":"{value}"'.encode() in document
    assert b'"status":{' in document
    assert b'"since":{' in document


def test_every_instant_that_is_kept_is_in_utc() -> None:
    """Equal instants have equal bytes, whatever clock they were written by."""
    there = at().astimezone(TOKYO)
    written = When(local="2026-03-02T18:00:00", certainty=exactly(at()).certainty, instant=there)

    assert repr(utc(there)) == repr(at())
    assert repr(kept(written).instant) == repr(at())
    assert (kept(written).local, kept(exactly(at()))) == (written.local, exactly(at()))


@pytest.mark.parametrize(
    ("instant", "end"),
    [
        (datetime(1, 1, 1, tzinfo=TOKYO), EARLIEST),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-9))), LATEST),
    ],
)
def test_at_the_ends_of_the_calendar_time_stands_still(instant: datetime, end: datetime) -> None:
    """A stored fact never raises."""
    assert utc(instant) == end
