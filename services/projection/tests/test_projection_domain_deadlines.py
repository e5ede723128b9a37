"""What the watchman would say, word for word (docs/fold.md, 8): two of them say the same."""

from datetime import timedelta
from typing import Any

import pytest
from projection.domain import Deadline, Fact, deadlines, first_due, fold
from projection_facts import STREAM, at, booking, estimate, fact, promise, scan
from waymark_events.ids import digest
from waymark_events.messages import shipments
from waymark_events.messages.shipments import ShipmentFact
from waymark_events.vocabulary import Way

PROMISE = promise(at(), "2026-03-04", due=at(3), ce_id="promise")
BOOKED = booking(at(), at(-1), ce_id="booking")
MOVING = scan(at(1), "in_transit", ce_id="moving", known=at(2))


def named(kind: str, *facts: Fact) -> Deadline:
    """The only deadline of a kind that stands after these facts."""
    (found,) = (one for one in deadlines(fold(facts)) if one.kind == kind)
    return found


@pytest.mark.parametrize(
    ("kind", "facts", "about", "due", "body"),
    [
        ("promise_missed", (PROMISE,), "promise", at(3),
         shipments.ShipmentPromiseMissed(
             **STREAM, promise_id="promise", due=at(3), zone="Europe/Berlin")),
        ("fell_silent", (MOVING,), "moving", at(6),
         shipments.ShipmentFellSilent(**STREAM, fact_id="moving", since=at(1), due=at(6))),
        ("never_seen", (BOOKED,), "booking", at(3),
         shipments.ShipmentNeverSeen(
             **STREAM, booking_id="booking", hand_over_by=at(1), due=at(3))),
        ("expired", (BOOKED,), "booking", at(60),
         shipments.ShipmentExpired(**STREAM, fact_id="booking", due=at(60))),
    ],
)  # fmt: skip
def test_a_deadline_names_its_fact_and_its_instant(
    kind: str, facts: tuple[Fact, ...], about: str, due: Any, body: ShipmentFact
) -> None:
    """Its id is made of kind, stream, the fact that is named, and when it is due."""
    found = named(kind, *facts)

    instant = f"{due.isoformat()[:-6]}Z"
    assert found.ce_id == digest(kind, *STREAM.values(), about, instant)
    assert (found.due, found.body) == (due, body)


def test_the_first_that_is_due_is_the_earliest_of_all() -> None:
    """Asked after every batch: it never says otherwise than the deadlines themselves."""
    state = fold([PROMISE, BOOKED, MOVING])

    standing = [deadline.due for deadline in deadlines(state)]

    assert standing == sorted(standing)
    assert len(standing) > 1
    assert first_due(state) == standing[0] == at(3)


def test_where_nothing_stands_nothing_is_due() -> None:
    """Of what is never tracked, time says nothing."""
    state = fold([booking(at(), at(-1), way=Way.UNTRACKED)])

    assert (deadlines(state), first_due(state)) == ((), None)


def test_a_parcel_that_was_seen_cannot_be_never_seen() -> None:
    """Nor one that nobody was to hand over."""
    kinds = {deadline.kind for deadline in deadlines(fold([BOOKED, MOVING]))}

    assert kinds == {"fell_silent", "expired"}
    assert {one.kind for one in deadlines(fold([PROMISE]))} == {"promise_missed", "expired"}


def test_what_was_given_up_is_not_given_up_again() -> None:
    """Until something else is heard of it."""
    given_up = named("expired", BOOKED)
    said = fact(given_up.body, given_up.due + timedelta(days=1), given_up.ce_id)
    later = estimate(at(62), "2026-05-05", ce_id="later")

    assert "expired" not in {one.kind for one in deadlines(fold([BOOKED, said]))}
    assert named("expired", BOOKED, said, later).due == at(122)
