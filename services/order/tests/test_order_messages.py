"""What stored facts say to the other services."""

from order.domain import commands
from order.domain.commands import Command
from order.domain.evolve import evolve
from order.domain.messages import Message, messages
from order.domain.order import Order
from order_given import ORDER, book, content, label, moved, promise, shipment, story
from waymark_events.messages import orders, shipments
from waymark_events.topics import TOPICS, Service, writer_of
from waymark_events.vocabulary import Direction, LinkKind, Milestone


def told(*given: commands.Command) -> list[Message]:
    """The messages of the last fact of a story."""
    before: Order | None = None
    _, recorded = story(*given)
    for fact in recorded[:-1]:
        before = evolve(before, fact)
    return list(messages(before, recorded[-1], evolve(before, recorded[-1])))


def test_a_booking_opens_the_stream_of_its_number() -> None:
    """The order's message first, then booked and promised on the number's stream."""
    first, booked, promised = told(book("N1", content(1), promise=promise()))

    assert [m.envelope.id for m in (first, booked, promised)] == [
        f"{ORDER}:2:{n}" for n in range(3)
    ]
    assert isinstance(first.envelope.body, orders.OrderParcelBooked)
    assert first.envelope.subject == ORDER
    assert isinstance(booked.envelope.body, shipments.ShipmentBooked)
    assert booked.envelope.subject == shipment("N1")
    assert (booked.envelope.body.entered, booked.envelope.body.number) == ("n1", "N1")
    assert isinstance(promised.envelope.body, shipments.ShipmentPromised)


def test_a_promise_is_known_by_the_id_of_its_message() -> None:
    """What the watchman says was missed names the very message that promised."""
    for given in (
        [book("N1", promise=promise())],
        [book("N1"), commands.ChangePromise(parcel_no=1, promise=promise())],
        [book("N1", promise=promise()), commands.Rebook(parcel_no=1, label=label("N2"))],
    ):
        said = told(*given)
        state = said[0].envelope.body
        assert isinstance(state, orders.OrderEvent)
        in_force = state.order.parcels[0].promise
        assert in_force is not None
        ids = [
            m.envelope.id for m in said if isinstance(m.envelope.body, shipments.ShipmentPromised)
        ]
        assert ids == [in_force.promise_id]


def test_another_number_is_linked_on_both_streams_and_promised_again() -> None:
    """Re-booking opens the new stream, keeps the promise and joins the two."""
    said = told(book("N1", promise=promise()), commands.Rebook(parcel_no=1, label=label("N2")))

    assert [m.envelope.id.removeprefix(f"{ORDER}:3:") for m in said] == [
        "0",
        "1",
        "2",
        "3:from",
        "3:to",
    ]
    assert [m.envelope.subject for m in said[1:]] == [
        shipment("N2"),
        shipment("N2"),
        shipment("N1"),
        shipment("N2"),
    ]
    assert kinds(said) == [LinkKind.REBOOK, LinkKind.REBOOK]


def test_replacements_and_returns_are_linked_with_what_they_follow() -> None:
    """The origin is the parcel's number in force."""
    lost: list[Command] = [book("N1", content(1)), moved("N1", Milestone.LOST)]
    arrived: list[Command] = [book("N1", content(1)), moved("N1", Milestone.DELIVERED)]

    assert kinds(told(*lost, book("N2", replaces=1))) == [LinkKind.REPLACEMENT] * 2
    back = book("B1", direction=Direction.RETURN, returns=1)
    assert kinds(told(*arrived, back)) == [LinkKind.RETURN] * 2


def test_a_cancelled_order_cancels_every_standing_number() -> None:
    """A parcel cancelled before is not cancelled again."""
    given: list[Command] = [
        book("N1", content(1)),
        book("N2", content(2)),
        commands.CancelParcel(parcel_no=1),
    ]
    said = told(*given, commands.Cancel())

    assert [m.envelope.subject for m in said] == [ORDER, shipment("N2")]


def test_order_writes_only_what_is_its_own() -> None:
    """A type has one writer; everything said here belongs to this service."""
    given: list[Command] = [
        commands.Confirm(),
        commands.Process(),
        book("N1", content(1), promise=promise()),
        commands.DelayLine(line_no=2),
        commands.CancelLine(line_no=2),
        commands.Rebook(parcel_no=1, label=label("N2")),
        moved("N2", Milestone.DELIVERED),
        commands.Receive(contents=(content(1),)),
    ]
    for end in range(len(given) + 1):
        for message in told(*given[:end]):
            assert message.topic in TOPICS
            assert writer_of(message.topic, message.envelope.type) == Service.ORDER


def kinds(said: list[Message]) -> list[LinkKind]:
    return [
        m.envelope.body.kind for m in said if isinstance(m.envelope.body, shipments.ShipmentLinked)
    ]
