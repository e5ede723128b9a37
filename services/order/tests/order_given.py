"""Orders to begin with: what the tests give, in the words of the retailer."""

from datetime import UTC, datetime, timedelta

from order.domain import commands
from order.domain.commands import Command
from order.domain.decide import decide, place
from order.domain.evolve import evolve, fold
from order.domain.facts import Fact, Label, Line, Reckoned
from order.domain.order import Order
from waymark_events.ids import (
    OrderId,
    RecipientId,
    RetailerId,
    ShipmentId,
    order_id,
    recipient_id,
    shipment_id,
)
from waymark_events.messages.orders import LinkGrant
from waymark_events.values import Content, Destination, Leg, Span
from waymark_events.vocabulary import Milestone

SHOP = RetailerId("nordlicht")
ORDER: OrderId = order_id(SHOP, "SO-1")
PERSON: RecipientId = recipient_id(SHOP, "anna")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BERLIN = Destination(country="DE", zone="Europe/Berlin")
LINK = LinkGrant(recipient_id=PERSON, role="buyer", kid="k1", link_version=1)


def later(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def line(line_no: int, quantity: int = 1) -> Line:
    return Line(line_no=line_no, sku=f"SKU-{line_no}", title=f"Thing {line_no}", quantity=quantity)


def content(line_no: int, quantity: int = 1) -> Content:
    return Content(line_no=line_no, quantity=quantity)


def placing(*lines: Line) -> commands.Place:
    return commands.Place(
        retailer=SHOP,
        order_id=ORDER,
        reference="SO-1",
        destination=BERLIN,
        placed_at=NOW,
        recipients=(PERSON,),
        links=(LINK,),
        return_period_days=14,
        lines=lines,
    )


def shipment(number: str) -> ShipmentId:
    return shipment_id(SHOP, "ups", number)


def label(number: str) -> Label:
    leg = Leg(shipment_id=shipment(number), carrier="ups", number=number)
    return Label(leg=leg, entered=number.lower(), hand_over_by=later(24))


def promise(day: str = "2026-03-05") -> Reckoned:
    span = Span(from_=day, to=day, precision="day", zone="Europe/Berlin")
    return Reckoned(span=span, due=datetime.fromisoformat(f"{day}T23:00:00+00:00"))


def book(number: str, *contents: Content, **more: object) -> commands.Book:
    given = contents or None
    return commands.Book(label=label(number), contents=given, **more)  # type: ignore[arg-type]


def moved(number: str, milestone: Milestone, version: int = 5, hours: float = 48) -> commands.Move:
    return commands.Move(
        shipment_id=shipment(number),
        generation=1,
        status_version=version,
        milestone=milestone,
        happened_at=later(hours),
    )


def story(*given: Command, lines: tuple[int, ...] = (1, 1)) -> tuple[Order, tuple[Fact, ...]]:
    """An order with a line for each quantity and the facts it is made of, an hour apart."""
    ordered = tuple(line(no, quantity) for no, quantity in enumerate(lines, start=1))
    recorded: tuple[Fact, ...] = place(None, placing(*ordered), NOW)
    order = fold(recorded)
    assert order is not None
    for hours, command in enumerate(given, start=1):
        for fact in decide(order, command, later(hours)):
            order = evolve(order, fact)
            recorded += (fact,)
    return order, recorded


def order_after(*given: Command, lines: tuple[int, ...] = (1, 1)) -> Order:
    return story(*given, lines=lines)[0]
