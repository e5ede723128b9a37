"""Where every piece is, for every end that two parcels of one order can have."""

from itertools import product

import pytest
from order.domain import commands
from order.domain.commands import Command
from order.domain.order import Order
from order.domain.pieces import Pieces, all_pieces, pieces_by_line
from order.domain.standing import completes_at, last_delivery_at, public_state, state_of
from order_given import book, content, later, moved, order_after
from waymark_events.values import Money
from waymark_events.vocabulary import Deed, Direction, Milestone, Party

ENDS = ("delivered", "lost", "returned", "cancelled", "replaced")

# What each end means for the one piece in the parcel.
PIECE = {
    "delivered": "delivered",
    "lost": "lost",
    "returned": "returned",
    "cancelled": "open",
    "replaced": "under_way",
}

# Hand-written: the order's state for the ends of its two parcels, whichever is which.
STATE = {
    ("cancelled", "cancelled"): "placed",
    ("cancelled", "delivered"): "partly_delivered",
    ("cancelled", "lost"): "partly_shipped",
    ("cancelled", "replaced"): "partly_shipped",
    ("cancelled", "returned"): "partly_shipped",
    ("delivered", "delivered"): "delivered",
    ("delivered", "lost"): "partly_delivered",
    ("delivered", "replaced"): "partly_delivered",
    ("delivered", "returned"): "partly_returned",
    ("lost", "lost"): "shipped",
    ("lost", "replaced"): "shipped",
    ("lost", "returned"): "shipped",
    ("replaced", "replaced"): "shipped",
    ("replaced", "returned"): "shipped",
    ("returned", "returned"): "returned",
}


def ending(parcel_no: int, end: str) -> list[Command]:
    number = f"N{parcel_no}"
    if end == "cancelled":
        return [commands.CancelParcel(parcel_no=parcel_no)]
    if end == "replaced":
        again = f"R{parcel_no}"
        return [
            moved(number, Milestone.LOST),
            book(again, replaces=parcel_no),
            moved(again, Milestone.ACCEPTED),
        ]
    return [moved(number, Milestone(end))]


def two_parcels(first: str, second: str) -> Order:
    booked: list[Command] = [book("N1", content(1)), book("N2", content(2))]
    return order_after(*booked, *ending(1, first), *ending(2, second))


@pytest.mark.parametrize(("first", "second"), list(product(ENDS, ENDS)))
def test_two_parcels_end_as_the_table_says(first: str, second: str) -> None:
    """Each piece is in the one state its parcel took it to, and the order's state follows."""
    order = two_parcels(first, second)

    for line_no, end in ((1, first), (2, second)):
        assert pieces_by_line(order)[line_no] == Pieces(**{PIECE[end]: 1})
    low, high = sorted((first, second))
    assert state_of(order) == STATE[low, high]


@pytest.mark.parametrize(("first", "second"), list(product(ENDS, ENDS)))
def test_a_lost_piece_keeps_the_order_open(first: str, second: str) -> None:
    """The retailer is told to replace or refund as long as something is lost without answer."""
    order = two_parcels(first, second)

    told = [(action.by, action.what) for action in public_state(order).actions]
    lost = "lost" in (first, second)
    assert told == ([(Party.RETAILER, Deed.REPLACE_OR_REFUND)] if lost else [])
    settled = {first, second} <= {"delivered", "returned"}
    assert (completes_at(order) is not None) == settled


def test_a_refund_answers_a_loss() -> None:
    """One delivered, one lost: refunded, the order may complete; the piece stays lost."""
    given: list[Command] = [book("N1", content(1)), book("N2", content(2))]
    ends: list[Command] = [moved("N1", Milestone.DELIVERED, hours=30), moved("N2", Milestone.LOST)]
    order = order_after(*given, *ends, commands.GiveBack(amount=money()))

    assert public_state(order).actions == ()
    assert pieces_by_line(order)[2].lost == 1
    assert completes_at(order) == later(30 + 14 * 24)


def test_a_lost_parcel_that_turns_up_is_counted_once() -> None:
    """Lost, replaced, and then both arrive: two pieces were ordered, two are delivered."""
    order = order_after(
        book("N1", content(1, 2)),
        moved("N1", Milestone.LOST, version=3),
        book("R1", replaces=1),
        moved("R1", Milestone.DELIVERED),
        moved("N1", Milestone.DELIVERED, version=9),
        lines=(2,),
    )

    assert all_pieces(order) == Pieces(delivered=2)
    assert state_of(order) == "delivered"


def test_a_lost_replacement_needs_another_answer() -> None:
    """The replacement is lost too: the piece is lost once more, and may be replaced again."""
    given: list[Command] = [book("N1", content(1)), moved("N1", Milestone.LOST)]
    lost: list[Command] = [book("R1", replaces=1), moved("R1", Milestone.LOST)]
    order = order_after(*given, *lost, lines=(1,))

    assert all_pieces(order) == Pieces(lost=1)
    again = order_after(*given, *lost, book("R2", replaces=2), lines=(1,))
    assert all_pieces(again) == Pieces(booked=1)


def test_parcels_without_stated_contents_count_as_a_piece_each() -> None:
    """An order tracked by its parcels alone is delivered when they are."""
    booked: list[Command] = [book("N1"), book("N2")]
    halfway = order_after(*booked, moved("N1", Milestone.DELIVERED), lines=())
    done = order_after(
        *booked, moved("N1", Milestone.DELIVERED), moved("N2", Milestone.DELIVERED), lines=()
    )

    assert state_of(order_after(*booked, lines=())) == "placed"
    assert state_of(halfway) == "partly_delivered"
    assert state_of(done) == "delivered"


def test_a_return_parcel_brings_pieces_back_when_it_arrives() -> None:
    """Delivered pieces stay delivered while they travel back; recording them counts them once."""
    sent: list[Command] = [book("N1", content(1, 2)), moved("N1", Milestone.DELIVERED, hours=20)]
    back = book("B1", content(1, 1), direction=Direction.RETURN, returns=1)
    travelling = order_after(*sent, back, moved("B1", Milestone.IN_TRANSIT), lines=(2,))
    arrived: list[Command] = [*sent, back, moved("B1", Milestone.DELIVERED)]
    recorded = commands.Receive(contents=(content(1),), parcel_no=2)

    assert all_pieces(travelling) == Pieces(delivered=2)
    assert completes_at(travelling) is None
    assert all_pieces(order_after(*arrived, lines=(2,))) == Pieces(delivered=1, returned=1)
    assert all_pieces(order_after(*arrived, recorded, lines=(2,))) == Pieces(
        delivered=1, returned=1
    )


def test_a_return_without_contents_brings_back_what_that_parcel_brought() -> None:
    """Two parcels arrived; a return of the first holds the first one's pieces."""
    sent: list[Command] = [book("N1", content(1, 2)), book("N2", content(2))]
    arrived = [moved("N1", Milestone.DELIVERED), moved("N2", Milestone.DELIVERED)]
    back = book("B1", direction=Direction.RETURN, returns=1)

    order = order_after(*sent, *arrived, back, lines=(2, 1))

    assert order.parcels[2].contents == (content(1, 2),)


def test_the_last_delivery_is_the_one_that_stands() -> None:
    """A delivery the carrier took back no longer counts."""
    given: list[Command] = [book("N1", content(1)), book("N2", content(2))]
    both: list[Command] = [
        *given,
        moved("N1", Milestone.DELIVERED, hours=20),
        moved("N2", Milestone.DELIVERED, hours=30, version=3),
    ]

    assert last_delivery_at(order_after(*both)) == later(30)
    withdrawn = order_after(*both, moved("N2", Milestone.IN_TRANSIT, version=4))
    assert last_delivery_at(withdrawn) == later(20)
    assert state_of(withdrawn) == "partly_delivered"


def money() -> Money:
    return Money(amount="39.90", currency="EUR")
