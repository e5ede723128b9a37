"""The fold by example: ends, corrections, pairs (docs/fold.md, 2 to 5 and 7)."""

import pytest
from msgspec.structs import replace
from projection.domain import Fact, fold, since, status, timeline
from projection_facts import at, booking, cancellation, correction, day, estimate, fact, scan
from waymark_events.ids import RetailerId, shipment_id
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import Place
from waymark_events.vocabulary import Flag, Kind


def told(*facts: Fact) -> tuple[str, str]:
    """Milestone and reason after these facts."""
    public = status(fold(facts))
    return public.milestone, public.reason


def after(*facts: Fact) -> PublicStatus:
    return status(fold(facts))


def test_nothing_heard_is_unknown() -> None:
    """A number that was only booked is unknown, and its journey is the shipment."""
    public = after(booking(at(), at(-1)))

    assert (public.milestone, public.reason) == ("unknown", "unstated")
    assert public.journey == shipment_id(RetailerId("acme"), "ups", "1Z999AA10123456784")


@pytest.mark.parametrize(
    ("end", "then", "hours", "left"),
    [
        ("delivered", "returning", 1, True),
        ("delivered", "attempt_failed", 1, True),
        ("delivered", "available_for_pickup", 1, True),
        ("delivered", "out_for_delivery", 1, False),
        ("delivered", "out_for_delivery", 20, True),
        ("delivered", "in_transit", 20, False),
        ("delivered", "delivered", 20, False),
        ("lost", "in_transit", 1, True),
        ("lost", "delivered", 1, True),
        ("lost", "exception", 1, False),
        ("cancelled", "announced", 1, False),
        ("returned", "accepted", 1, True),
        ("disposed", "returned", 1, False),
        ("delivered", "returning", 0, False),
    ],
)
def test_an_end_is_left_only_by_what_shows_the_parcel_again(
    end: str, then: str, hours: int, *, left: bool
) -> None:
    """Terminal milestones hold against everything that leaving.csv does not name."""
    public = after(scan(at(), end), scan(at(hours=hours), then))

    assert public.milestone == (then if left else end)
    assert (Flag.AFTER_END in public.flags) == (not left and hours > 0)


def test_a_code_nobody_mapped_reopens_nothing() -> None:
    """`unmapped` shows nothing, so a lost parcel stays lost."""
    assert told(scan(at(), "lost"), scan(at(1), "in_transit", "unmapped"))[0] == "lost"


def test_a_return_without_a_cause_keeps_the_last_one_stated() -> None:
    """Refused at the door, then on its way back: the reason is still the refusal."""
    refused = scan(at(), "attempt_failed", "recipient.refused")
    moving = scan(at(1), "in_transit")

    assert told(refused, moving, scan(at(2), "returning", "unstated"))[1] == "recipient.refused"
    assert told(refused, moving, scan(at(2), "returned"))[1] == "recipient.refused"
    assert told(refused, scan(at(1), "delivered"), scan(at(2), "returning"))[1] == "progress.update"
    amiss = scan(at(1), "delivered", "carrier.damaged")
    assert told(refused, amiss, scan(at(2), "returning"))[1] == "progress.update"


def test_info_stands_on_the_timeline_and_moves_nothing() -> None:
    """A forecast after the delivery changes neither milestone nor flags."""
    public = after(scan(at(), "delivered"), scan(at(1), "in_transit", kind=Kind.INFO))

    assert (public.milestone, public.flags) == ("delivered", ())


def test_the_retailers_cancellation_is_an_end_until_a_carrier_shows_the_parcel() -> None:
    """Cancelled by the retailer, then scanned by the carrier: it moves after all."""
    cancelled = cancellation(at(1))

    assert told(scan(at(), "announced"), cancelled) == ("cancelled", "retailer.cancelled")
    assert told(cancelled, scan(at(2), "accepted"))[0] == "accepted"
    assert told(scan(at(), "delivered"), cancelled)[0] == "delivered"


def test_attempts_are_counted_and_a_withdrawn_one_is_not() -> None:
    """Two failed attempts count two; one taken back leaves one."""
    first = scan(at(), "attempt_failed", "recipient.not_home")
    second = scan(at(1), "attempt_failed", "recipient.not_home", scan_id="S2")

    assert after(first, second).attempts == 2
    assert after(first, second, correction(at(2), "S2")).attempts == 1


def test_a_correction_without_a_name_takes_the_last_event_of_its_dialect() -> None:
    """The driver deleted his entry: the delivery is taken back, and the one before is next."""
    facts = [
        scan(at(), "out_for_delivery"),
        scan(at(hours=1), "delivered", code="D"),
        scan(at(hours=2), "in_transit", dialect="other"),
    ]

    assert told(*facts, correction(at(hours=3)))[0] == "in_transit"
    assert told(facts[0], facts[1], correction(at(hours=3)))[0] == "out_for_delivery"
    assert told(facts[0], facts[1], *(correction(at(hours=h)) for h in (3, 4)))[0] == "unknown"
    assert told(facts[0], facts[1], correction(at(hours=3), withdraws_codes=("A",)))[0] == (
        "delivered"
    )


def test_a_row_withdrawn_under_its_own_identity_is_struck_out() -> None:
    """A statement that takes back its own scan leaves the line, struck; a later one restores it."""
    told_so = scan(at(), "delivered", scan_id="S")
    taken = scan(at(), "delivered", scan_id="S", kind=Kind.CORRECTION, withdraws="S",
                 observed_at=at(1), known=at(1))  # fmt: skip
    again = scan(at(), "delivered", scan_id="S", observed_at=at(2), known=at(2))

    assert told(told_so, taken)[0] == "unknown"
    assert timeline([told_so, taken]).journeys[0].entries[0].withdrawn_by == taken.ce_id
    assert told(told_so, taken, again)[0] == "delivered"


def test_the_same_scan_in_two_dialects_is_shown_once() -> None:
    """One delivery heard twice is one line and no odd event after the end."""
    first = scan(at(), "delivered", place=Place(city="Hamburg"))
    echo = scan(at(hours=0.005), "delivered", dialect="other", known=at(1))
    elsewhere = replace(echo.body, place=Place(city="Bremen"), scan_id="else")

    assert after(first, echo).flags == ()
    (line,) = timeline([first, echo]).journeys[0].entries
    assert (line.ce_id, line.also, line.echoes[0].ce_id) == (first.ce_id, ("other",), echo.ce_id)
    assert Flag.AFTER_END in after(first, fact(elsewhere, at(1))).flags


def test_taking_back_one_of_a_pair_takes_back_the_scan() -> None:
    """A pair is one scan: the correction in one dialect counts for both."""
    first = scan(at(), "delivered", scan_id="S")
    echo = scan(at(), "delivered", dialect="other")

    assert told(first, echo, correction(at(1), "S"))[0] == "unknown"


def test_a_day_alone_counts_as_its_end() -> None:
    """A date without an hour is filed behind the hours of its day, and says no hour."""
    dated = scan("2026-03-02", "delivered", known=at(hours=2))
    timed = scan(at(), "out_for_delivery")

    state = fold([dated, timed])

    assert status(state).milestone == "delivered"
    when = since(state)
    assert when is not None
    assert (when.local, when.instant) == ("2026-03-02", None)


def test_a_mended_mapping_wins_over_the_old_one() -> None:
    """Replayed with a better table, the same payload's statement is the one shown."""
    scanned = scan(at(), "in_transit", "unmapped", scan_id="S")
    assert isinstance(scanned.body, ShipmentScanned)
    mended = fact(replace(scanned.body, reason="customs.held", mapping_version=2), at(9), "a")

    assert told(scanned, mended)[1] == "customs.held"
    first, second = estimate(at(), "2026-03-05"), estimate(at(), "2026-03-06", version=2)
    newest = after(first, second).estimate
    assert newest is not None
    assert newest.span == day("2026-03-06")
