"""Flags, deadlines and actions by example (docs/fold.md, 8 and 9)."""

import pytest
from projection.domain import Deadline, Fact, cause_of, deadlines, fold, status
from projection_facts import at, booking, cancellation, correction, estimate, link, promise, scan
from waymark_events.values import Money, Place, Services
from waymark_events.vocabulary import Direction, Flag, Kind, LinkKind, Way


def flags(*facts: Fact) -> tuple[Flag, ...]:
    """The flags that stand after these facts."""
    return status(fold(facts)).flags


def due(kind: str, *facts: Fact) -> Deadline | None:
    """The deadline of this kind that stands after these facts."""
    return next((found for found in deadlines(fold(facts)) if found.kind == kind), None)


def raised(kind: str, known_days: float, *facts: Fact) -> Fact:
    """What the watchman appends about these facts, so many days in."""
    deadline = due(kind, *facts)
    assert deadline is not None
    return Fact(deadline.ce_id, at(known_days), deadline.body)


PROMISE = promise(at(), "2026-03-04", due=at(3), ce_id="promise")


def test_a_missed_promise_is_late_and_stays_so_on_a_late_delivery() -> None:
    """Delivered after the due instant: still late. Delivered before, heard of later: not late."""
    moving = scan(at(), "in_transit")
    missed = raised("promise_missed", 4, PROMISE, moving)

    assert flags(PROMISE, moving, missed) == (Flag.LATE,)
    assert flags(PROMISE, moving, missed, scan(at(4), "delivered")) == (Flag.LATE,)
    assert flags(PROMISE, moving, missed, scan(at(2), "delivered", known=at(5))) == ()
    assert flags(PROMISE, moving, missed, promise(at(4), "2026-03-09", due=at(9))) == ()


def test_a_promise_kept_cancelled_or_missed_is_owed_no_more() -> None:
    """The watchman has nothing to say of a promise that was answered in time."""
    missed = raised("promise_missed", 4, PROMISE)

    assert due("promise_missed", PROMISE, scan(at(2), "attempt_failed")) is None
    assert due("promise_missed", PROMISE, cancellation(at(1))) is None
    assert due("promise_missed", PROMISE, missed) is None
    assert due("promise_missed", PROMISE, scan(at(4), "delivered")) is not None


def test_delayed_is_an_estimate_later_than_the_promise() -> None:
    """The same day is not later; a delivered parcel is delayed no more."""
    assert flags(PROMISE, estimate(at(1), "2026-03-05")) == (Flag.DELAYED,)
    assert flags(PROMISE, estimate(at(1), "2026-03-04")) == ()
    assert flags(PROMISE, estimate(at(1), "2026-03-05"), scan(at(2), "delivered")) == ()


@pytest.mark.parametrize(
    ("milestone", "reason", "way", "days"),
    [
        ("accepted", "progress.update", Way.HOME, 5),
        ("in_transit", "progress.update", Way.FREIGHT, 14),
        ("exception", "customs.held", Way.FREIGHT, 10),
        ("returning", "unstated", Way.HOME, 5),
        ("out_for_delivery", "progress.update", Way.HOME, 2),
        ("attempt_failed", "recipient.not_home", Way.HOME, 2),
        ("available_for_pickup", "pickup.locker", Way.HOME, None),
        ("announced", "progress.update", Way.HOME, None),
        ("delivered", "delivered.other", Way.HOME, None),
        ("in_transit", "progress.update", Way.UNTRACKED, None),
    ],
)
def test_how_long_a_parcel_may_be_silent(
    milestone: str, reason: str, way: Way, days: int | None
) -> None:
    """Silence is counted from the last carrier fact's own time, by milestone, reason and way."""
    facts = [booking(at(), at(-1), way=way), scan(at(1), milestone, reason, known=at(3))]

    found = due("fell_silent", *facts)

    assert (found.due if found else None) == (at(1 + days) if days else None)


def test_silence_ends_with_any_word_of_the_carrier() -> None:
    """Even an old scan, heard of now, shows that the carrier still speaks."""
    moving = scan(at(), "in_transit")
    silent = raised("fell_silent", 6, moving)

    assert flags(moving, silent) == (Flag.SILENT,)
    assert flags(moving, silent, scan(at(-1), "accepted", known=at(7))) == ()
    assert flags(moving, silent, scan(at(-1), "accepted", known=at(6))) == (Flag.SILENT,)
    assert due("fell_silent", moving, silent) is None
    assert due("fell_silent", moving, silent, scan(at(7), "in_transit")) is not None


def test_a_parcel_that_went_on_under_another_number_is_never_silent() -> None:
    """Handed over, relabelled or booked again: the other number speaks."""
    moving, gone = scan(at(), "in_transit"), link(at(1), LinkKind.HANDOVER)
    booked = booking(at(), at(-1))
    silent = raised("fell_silent", 6, moving)

    assert flags(moving, gone, silent) == ()
    assert due("fell_silent", moving, gone) is None
    assert due("never_seen", booked, gone) is None
    assert due("fell_silent", moving, link(at(1), LinkKind.PIECE)) is not None


def test_a_number_no_carrier_knows_is_to_be_corrected() -> None:
    """48 h after the promised hand-over, until a carrier has the parcel."""
    booked = booking(at(), at(-1))
    unseen = raised("never_seen", 4, booked)
    action = status(fold([booked, unseen])).action

    assert due("never_seen", booked).due == at(3)  # type: ignore[union-attr]
    assert flags(booked, unseen) == (Flag.NEVER_SEEN,)
    assert action is not None
    assert (action.by, action.what) == ("retailer", "correct_number")
    assert flags(booked, unseen, scan(at(5), "announced")) == (Flag.NEVER_SEEN,)
    assert flags(booked, unseen, scan(at(5), "accepted")) == ()


def test_sixty_quiet_days_end_the_asking_until_somebody_speaks() -> None:
    """Expired names the last fact of another writer, and falls with the next one."""
    moving = scan(at(), "in_transit")
    silent = raised("fell_silent", 6, moving)
    expired = raised("expired", 61, moving, silent)

    assert expired.body.fact_id == moving.ce_id  # type: ignore[attr-defined]
    assert Flag.EXPIRED in flags(moving, silent, expired)
    assert Flag.EXPIRED not in flags(moving, expired, promise(at(62), "2026-09-01", at(90)))
    assert due("expired", moving, scan(at(1), "delivered")) is None


def test_a_deadline_that_is_early_by_arrival_waits_for_what_it_names() -> None:
    """A watchman's fact read before the promise it names counts as soon as that is here."""
    missed = raised("promise_missed", 4, PROMISE)

    assert flags(missed, scan(at(), "in_transit")) == ()
    assert flags(missed, scan(at(), "in_transit"), PROMISE) == (Flag.LATE,)


def test_collecting_says_where_and_until_when() -> None:
    """What the carrier told stands in the action; a reminder without the day keeps the day."""
    booked = booking(at(), at(-1), way=Way.LOCKER)
    ready = scan(at(1), "available_for_pickup", "pickup.locker", pickup_until="2026-03-10",
                 place=Place(name="Locker 12", city="Hamburg"))  # fmt: skip
    reminder = scan(at(5), "available_for_pickup", "pickup.last_call")

    action = status(fold([booked, ready, reminder])).action

    assert action is not None
    assert action.where is not None
    assert (action.what, action.until, action.where.name) == ("collect", "2026-03-10", "Locker 12")


def test_a_place_that_says_nothing_leaves_the_one_that_was_stated() -> None:
    """A carrier whose reminder has an empty address has not moved the parcel."""
    booked = booking(at(), at(-1))
    ready = scan(at(1), "available_for_pickup", "pickup.counter", place=Place(name="Kiosk"))
    reminder = scan(at(5), "available_for_pickup", "pickup.last_call", place=Place())

    action = status(fold([booked, ready, reminder])).action

    assert action is not None
    assert action.where is not None
    assert action.where.name == "Kiosk"


def test_money_to_have_ready_is_said_with_its_amount() -> None:
    """Duties come from the scan, cash on delivery from the booking; for returns nobody is asked."""
    cash = Services(cash_on_delivery=Money(amount="49.90", currency="EUR"))
    booked = booking(at(), at(-1), services=cash)
    duties = scan(at(1), "exception", "customs.duties_due", duties_amount="12.40",
                  duties_currency="EUR")  # fmt: skip
    outside = scan(at(2), "out_for_delivery")
    returned = booking(at(), at(-1), direction=Direction.RETURN, services=cash)

    owed, ready = status(fold([booked, duties])).action, status(fold([booked, outside])).action

    assert owed is not None
    assert (owed.what, owed.amount) == ("pay_duties", Money(amount="12.40", currency="EUR"))
    assert ready is not None
    assert (ready.what, ready.amount) == ("have_cash_ready", cash.cash_on_delivery)
    assert status(fold([returned, outside])).action is None
    assert status(fold([outside])).action is None


def test_a_cause_is_named_for_every_kind_of_fact() -> None:
    """The `cause` of a status change comes from the type of the fact."""
    assert cause_of(correction(at(), "S")) == "correction"
    assert cause_of(scan(at(), "in_transit", kind=Kind.INFO)) == "scan"
    assert cause_of(PROMISE) == "promise"
    assert cause_of(raised("expired", 61, PROMISE)) == "deadline"
