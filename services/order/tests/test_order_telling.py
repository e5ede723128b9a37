"""Whether people are told: a fact of the order, and of a parcel where it differs."""

import pytest
from order.domain import commands
from order.domain.commands import Command
from order.domain.decide import decide
from order.domain.standing import public_state
from order_given import book, content, later, moved, order_after
from waymark_events.vocabulary import Milestone


def test_whether_people_are_told_is_the_orders_and_a_parcel_may_differ() -> None:
    """A parcel follows its order unless it was booked with a word of its own."""
    order = order_after(
        commands.Amend(notify=False), book("N1", content(1)), book("N2", content(2), notify=True)
    )

    said = public_state(order)
    assert (said.notify, [parcel.notify for parcel in said.parcels]) == (False, [False, True])


def test_telling_is_switched_on_and_off_for_all_at_any_time() -> None:
    """Under way too, when lines cannot change any more; a parcel's own word is overridden."""
    under_way = (
        book("N1", content(1)),
        book("N2", content(2), notify=False),
        moved("N1", Milestone.IN_TRANSIT),
    )

    quiet = public_state(order_after(*under_way, commands.Amend(notify=False)))
    again = public_state(
        order_after(*under_way, commands.Amend(notify=False), commands.Amend(notify=True))
    )

    assert [quiet.notify, *(parcel.notify for parcel in quiet.parcels)] == [False] * 3
    assert [again.notify, *(parcel.notify for parcel in again.parcels)] == [True] * 3


@pytest.mark.parametrize("given", [(), (book("N1", notify=True),)])
def test_what_is_said_of_telling_twice_changes_nothing(given: tuple[Command, ...]) -> None:
    """Neither for the order nor for a parcel that differed."""
    quiet = commands.Amend(notify=False)

    assert decide(order_after(*given, quiet), quiet, later(9)) == ()
    assert decide(order_after(*given), quiet, later(9)) != ()
