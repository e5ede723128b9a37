"""Laws of orders, whatever is asked of them in whatever order."""

from hypothesis import given
from hypothesis import strategies as st
from order.domain import commands
from order.domain.commands import Command
from order.domain.decide import decide, place
from order.domain.evolve import evolve, fold
from order.domain.facts import Fact
from order.domain.messages import messages
from order.domain.order import Order
from order.domain.pieces import pieces_by_line
from order.domain.refusal import Refused
from order.domain.standing import is_settled, public_state, state_of
from order_given import NOW, content, label, later, line, moved, placing
from waymark_events.codec import encode
from waymark_events.values import Money
from waymark_events.vocabulary import Direction, Milestone

NUMBERS = ("A", "B", "C", "D")
LINES = (line(1, 2), line(2, 1))
numbers = st.sampled_from(NUMBERS)
parcels = st.integers(1, 4)
contents = st.none() | st.lists(
    st.builds(content, st.integers(1, 2), st.integers(1, 2)), min_size=1, max_size=2
).map(tuple)
euro = Money(amount="1.00", currency="EUR")
booked = st.builds(commands.Book, label=st.builds(label, numbers), contents=contents)
ends = st.sampled_from((Milestone.DELIVERED, Milestone.LOST, Milestone.ACCEPTED))
statuses = st.builds(moved, numbers, ends | st.sampled_from(Milestone), st.integers(1, 20))
rare: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from(
        (commands.Confirm(), commands.Process(), commands.Complete(), commands.Cancel())
    ),
    st.builds(commands.Rebook, parcel_no=parcels, label=st.builds(label, numbers)),
    st.builds(commands.CancelParcel, parcel_no=parcels),
    st.builds(
        commands.CancelLine, line_no=st.integers(1, 3), quantity=st.none() | st.integers(1, 2)
    ),
    st.builds(
        commands.Receive,
        contents=st.tuples(st.builds(content, st.integers(1, 2))),
        parcel_no=st.none() | parcels,
    ),
    st.builds(commands.GiveBack, amount=st.just(euro), contents=contents),
)
following = st.builds(
    commands.Book,
    label=st.builds(label, numbers),
    contents=contents,
    direction=st.sampled_from((Direction.OUTBOUND, Direction.RETURN)),
    replaces=st.none() | parcels,
    returns=st.none() | parcels,
)
asked: st.SearchStrategy[Command] = st.one_of(statuses, booked, following, rare)
stories = st.builds(
    lambda first, then: [*first, *then],
    st.lists(booked, max_size=2),
    st.lists(asked, max_size=12),
)


def tried(given_commands: list[Command]) -> tuple[Order, list[Fact]]:
    """The order after every command it did not refuse."""
    recorded: list[Fact] = list(place(None, placing(*LINES), NOW))
    order = fold(recorded)
    assert order is not None
    for step, command in enumerate(given_commands):
        try:
            decided = decide(order, command, later(200 * step))
        except Refused:
            continue
        recorded += decided
        for fact in decided:
            order = evolve(order, fact)
    return order, recorded


@given(stories)
def test_pieces_always_add_up(given_commands: list[Command]) -> None:
    """No piece is lost by counting, none counted twice, none below nothing."""
    order, _ = tried(given_commands)

    for ordered in order.lines:
        pieces = pieces_by_line(order)[ordered.line_no]
        assert pieces.ordered == ordered.quantity
        assert min(getattr(pieces, name) for name in pieces.__struct_fields__) >= 0


@given(stories)
def test_replay_gives_the_same_order_and_the_same_bytes(given_commands: list[Command]) -> None:
    """The stored facts alone make the order and every message again, byte for byte."""
    order, recorded = tried(given_commands)

    assert fold(recorded) == order
    assert order.version == len(recorded)
    assert said(recorded) == said(recorded)


@given(stories)
def test_message_ids_are_unique_and_name_order_and_version(given_commands: list[Command]) -> None:
    """One id never has two contents."""
    order, recorded = tried(given_commands)

    ids = [message_id for message_id, _ in said(recorded)]
    assert len(set(ids)) == len(ids)
    assert sum(message_id.endswith(":0") for message_id in ids) == order.version


@given(stories)
def test_a_completed_order_has_nothing_open(given_commands: list[Command]) -> None:
    """`completed` and `delivered` are said of nothing that is still to come."""
    order, _ = tried(given_commands)
    state = public_state(order)

    if state_of(order) == "completed":
        assert is_settled(order)
    if state.state == "delivered":
        assert all(
            ordered.delivered + ordered.cancelled == ordered.quantity for ordered in state.lines
        )


def said(recorded: list[Fact]) -> list[tuple[str, bytes | None]]:
    found: list[tuple[str, bytes | None]] = []
    order: Order | None = None
    for fact in recorded:
        after = evolve(order, fact)
        found += [
            (message.envelope.id, encode(message.envelope).value)
            for message in messages(order, fact, after)
        ]
        order = after
    return found
