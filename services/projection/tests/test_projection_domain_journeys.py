"""Journeys by example: one number, several parcels (docs/fold.md, 6)."""

from projection.domain import Fact, as_booked, fold, status, timeline
from projection_facts import at, booking, correction, scan
from waymark_events.ids import OrderId
from waymark_events.messages.statuses import PublicStatus
from waymark_events.vocabulary import Flag


def after(*facts: Fact) -> PublicStatus:
    """The public status after these facts."""
    return status(fold(facts))


def test_a_number_used_again_begins_a_new_journey() -> None:
    """An order placed after the last parcel's end is not delivered; its page is withheld."""
    old = [scan(at(), "accepted"), scan(at(1), "delivered")]
    booked = booking(at(30), placed=at(29), ce_id="booking")

    public = after(*old, booked)

    assert (public.milestone, public.journey) == ("unknown", "booking")
    assert public.flags == (Flag.NUMBER_USED_BEFORE,)
    assert after(*old, booked, scan(at(31), "accepted")).flags == ()
    assert after(*old, booking(at(30), placed=at(0))).milestone == "delivered"


def test_what_came_shortly_before_the_booking_belongs_to_the_new_journey() -> None:
    """Accepted on Monday, booked on Wednesday: one journey; what ended before it stays there."""
    old = [scan(at(), "delivered"), scan(at(24), "returned")]
    booked = booking(at(30), placed=at(29))

    assert after(*old, booked).milestone == "unknown"
    assert after(*old, scan(at(25), "accepted"), booked).milestone == "accepted"
    assert after(*old, scan(at(22), "accepted"), booked).milestone == "unknown"


def test_an_event_whose_pair_was_taken_back_begins_no_journey() -> None:
    """Heard in two dialects and withdrawn in one: the repeated delivery stays the old parcel's."""
    old = scan(at(), "delivered")
    pair = [scan(at(1), "in_transit"), scan(at(1), "in_transit", scan_id="S", dialect="dhl")]
    again, booked = scan(at(3), "delivered"), booking(at(4), placed=at(4))

    assert after(old, *pair, again, booked).milestone == "delivered"
    assert after(old, *pair, correction(at(2), "S"), again, booked).milestone == "unknown"


def test_a_new_announcement_long_after_the_end_begins_a_new_journey() -> None:
    """60 days and a bit after a delivery, an announcement is another parcel's."""
    old = scan(at(), "delivered")
    new = scan(at(61), "announced", scan_id="ANCHOR")

    assert after(old, new).journey == "ANCHOR"
    assert Flag.AFTER_END in after(old, scan(at(60), "announced")).flags


def test_a_correction_of_the_end_joins_what_it_had_parted() -> None:
    """The delivery was a mistake, so the second booking is of the same journey."""
    old = scan(at(), "delivered", scan_id="S")
    booked = booking(at(30), placed=at(29))

    assert len(timeline([old, booked]).journeys) == 2
    assert len(timeline([old, booked, correction(at(40), "S")]).journeys) == 1


def test_an_anchor_that_is_taken_back_parts_nothing() -> None:
    """A wrong announcement, deleted by the carrier: the parcel is still the delivered one."""
    old = scan(at(), "delivered")
    new = scan(at(61), "announced", code="X")

    public = after(old, new, correction(at(62), withdraws_codes=("X",)))

    assert public.milestone == "delivered"


def test_an_order_sees_the_journey_it_booked() -> None:
    """Whoever has the number now, the first order's parcel stays delivered."""
    first = booking(at(), placed=at(-1), ce_id="first", order="A")
    second = booking(at(30), placed=at(29), ce_id="second", order="B")
    facts = [first, scan(at(1), "delivered"), second, scan(at(31), "accepted")]

    old, new = as_booked(facts, OrderId("order-A")), as_booked(facts, OrderId("order-B"))

    assert old is not None
    assert new is not None
    assert (old.status.milestone, new.status.milestone) == ("delivered", "accepted")
    assert new.status == after(*facts)
    assert old.status.journey == after(first).journey
    assert as_booked(facts, OrderId("order-C")) is None
