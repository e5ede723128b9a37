"""What an order may do, and how it says no."""

import pytest
from order.domain import commands
from order.domain.commands import Command
from order.domain.decide import decide, place
from order.domain.facts import Completed, LineCancelled, ParcelMoved
from order.domain.pieces import Pieces, all_pieces
from order.domain.refusal import Refused
from order.domain.standing import state_of
from order_given import (
    NOW,
    book,
    content,
    label,
    later,
    line,
    moved,
    order_after,
    placing,
    promise,
)
from waymark_events.values import Destination, Money
from waymark_events.vocabulary import Direction, Milestone

EURO = Money(amount="5.00", currency="EUR")
DELIVERED = (book("N1", content(1)), moved("N1", Milestone.DELIVERED))
UNDER_WAY = (book("N1", content(1)), moved("N1", Milestone.IN_TRANSIT))

REFUSED: list[tuple[str, tuple[Command, ...], Command, str]] = [
    ("booking more than is open", (), book("N1", content(1, 2)), "overbooked"),
    ("booking what another has", (book("N1", content(1)),), book("N2", content(1)), "overbooked"),
    ("booking a line not ordered", (), book("N1", content(9)), "unknown_line"),
    ("booking a number twice", (book("N1", content(1)),), book("N1", content(2)), "number_booked"),
    ("booking on a cancelled order", (commands.Cancel(),), book("N1"), "order_cancelled"),
    ("confirming a cancelled order", (commands.Cancel(),), commands.Confirm(), "order_cancelled"),
    ("replacing what is not lost", UNDER_WAY, book("N2", replaces=1), "not_replaceable"),
    ("replacing nothing", (), book("N2", replaces=1), "unknown_parcel"),
    ("returning by a parcel sent out", DELIVERED, book("N2", returns=1), "wrong_direction"),
    (
        "replacing by a return",
        DELIVERED,
        book("N2", replaces=1, direction=Direction.RETURN),
        "wrong_direction",
    ),
    (
        "replacing twice",
        (book("N1", content(1)), moved("N1", Milestone.LOST), book("N2", replaces=1)),
        book("N3", replaces=1),
        "replaced_already",
    ),
    ("rebooking no parcel", (), commands.Rebook(parcel_no=1, label=label("N2")), "unknown_parcel"),
    (
        "rebooking what arrived",
        DELIVERED,
        commands.Rebook(parcel_no=1, label=label("N2")),
        "parcel_ended",
    ),
    ("cancelling what is under way", UNDER_WAY, commands.CancelParcel(parcel_no=1), "handed_over"),
    ("cancelling an order under way", UNDER_WAY, commands.Cancel(), "handed_over"),
    ("amending an order under way", UNDER_WAY, commands.Amend(lines=()), "handed_over"),
    (
        "amending below what is booked",
        (book("N1", content(1)),),
        commands.Amend(lines=(line(2),)),
        "line_bound",
    ),
    ("a line twice", (), commands.Amend(lines=(line(1), line(1), line(2))), "line_twice"),
    (
        "cancelling booked pieces",
        (book("N1", content(1)),),
        commands.CancelLine(line_no=1),
        "not_open",
    ),
    ("cancelling too many", (), commands.CancelLine(line_no=1, quantity=2), "not_open"),
    ("delaying what arrived", DELIVERED, commands.DelayLine(line_no=1), "nothing_open"),
    (
        "taking back what never arrived",
        (),
        commands.Receive(contents=(content(1),)),
        "not_delivered",
    ),
    (
        "taking back by a parcel sent out",
        DELIVERED,
        commands.Receive(contents=(content(1),), parcel_no=1),
        "no_return_parcel",
    ),
    (
        "refunding twice",
        (*DELIVERED, commands.GiveBack(amount=EURO, contents=(content(1),))),
        commands.GiveBack(amount=EURO, contents=(content(1),)),
        "refunded_twice",
    ),
    (
        "promising what arrived",
        DELIVERED,
        commands.ChangePromise(parcel_no=1, promise=promise()),
        "parcel_ended",
    ),
    (
        "promising a cancelled parcel",
        (book("N1"), commands.CancelParcel(parcel_no=1)),
        commands.ChangePromise(parcel_no=1, promise=promise()),
        "parcel_cancelled",
    ),
]


@pytest.mark.parametrize(
    ("given", "asked", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_an_order_refuses(given: tuple[Command, ...], asked: Command, code: str) -> None:
    """A refusal has a stable code and leaves no fact."""
    order = order_after(*given)

    with pytest.raises(Refused) as refused:
        decide(order, asked, later(99))

    assert refused.value.code == code
    assert str(refused.value)


def test_a_second_order_of_a_reference_is_refused() -> None:
    """A reference names one order for ever."""
    with pytest.raises(Refused, match="another reference"):
        place(order_after(), placing(line(1)), NOW)


SAID_TWICE: list[tuple[Command, ...]] = [
    (commands.Confirm(),),
    (commands.Process(),),
    (commands.Cancel(),),
    (commands.DelayLine(line_no=1, until="2026-03-09"),),
    (commands.Amend(destination=Destination(country="AT", zone="Europe/Vienna")),),
    (book("N1"), commands.CancelParcel(parcel_no=1)),
    (book("N1"), commands.Rebook(parcel_no=1, label=label("N2"))),
    (book("N1"), commands.ChangePromise(parcel_no=1, promise=promise())),
    UNDER_WAY,
]


@pytest.mark.parametrize("given", SAID_TWICE)
def test_what_is_so_already_changes_nothing(given: tuple[Command, ...]) -> None:
    """The same command again yields no fact and no refusal."""
    assert decide(order_after(*given), given[-1], later(99)) == ()


def test_a_line_is_cancelled_before_shipping_and_the_rest_goes_on() -> None:
    """Without a quantity all open pieces of the line are cancelled; the order ships the others."""
    order = order_after(commands.CancelLine(line_no=2), book("N1"), lines=(1, 3))

    assert all_pieces(order) == Pieces(booked=1, cancelled=3)
    shipped = order_after(
        commands.CancelLine(line_no=2), book("N1"), moved("N1", Milestone.ACCEPTED), lines=(1, 3)
    )
    assert state_of(shipped) == "shipped"
    facts = decide(order_after(lines=(1, 3)), commands.CancelLine(line_no=2, quantity=2), NOW)
    assert facts == (LineCancelled(at=NOW, line_no=2, quantity=2),)


def test_a_status_moves_the_order_only_when_a_piece_changes_its_state() -> None:
    """Of a parcel's way, acceptance and delivery are the order's; what lies between is not."""
    way = [
        (Milestone.ANNOUNCED, False),
        (Milestone.ACCEPTED, True),
        (Milestone.IN_TRANSIT, False),
        (Milestone.OUT_FOR_DELIVERY, False),
        (Milestone.DELIVERED, True),
        (Milestone.RETURNING, True),
        (Milestone.RETURNED, True),
    ]
    order = order_after(book("N1"))
    for version, (milestone, moves) in enumerate(way, start=1):
        facts = decide(order, moved("N1", milestone, version=version), later(50))

        assert [type(fact) for fact in facts] == ([ParcelMoved] if moves else []), milestone
        order = order_after(
            book("N1"), *(moved("N1", m, v) for v, (m, _) in enumerate(way[:version], 1))
        )


def test_an_older_status_and_a_number_given_up_move_nothing() -> None:
    """The highest (generation, version) stands, and only for the number in force."""
    order = order_after(book("N1"), moved("N1", Milestone.DELIVERED, version=7))
    rebooked = order_after(book("N1"), commands.Rebook(parcel_no=1, label=label("N2")))

    assert decide(order, moved("N1", Milestone.IN_TRANSIT, version=7), NOW) == ()
    assert decide(order, moved("N1", Milestone.IN_TRANSIT, version=6), NOW) == ()
    assert decide(rebooked, moved("N1", Milestone.DELIVERED), NOW) == ()
    assert decide(rebooked, moved("N2", Milestone.DELIVERED), NOW) != ()


def test_an_order_completes_when_the_return_period_is_over() -> None:
    """Fourteen days from the last delivery, not a second earlier, and once."""
    delivered = order_after(book("N1"), moved("N1", Milestone.DELIVERED, hours=48), lines=(1,))
    end = 48 + 14 * 24

    assert decide(delivered, commands.Complete(), later(end - 0.001)) == ()
    assert decide(delivered, commands.Complete(), later(end)) == (Completed(at=later(end)),)
