"""Bodies become commands: ids computed, zones and due instants reckoned, numbers checked."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from waymark_events.ids import order_id, recipient_id
from waymark_events.messages.orders import LinkGrant
from waymark_events.values import Content, Destination, Instant, Money, Services
from waymark_runtime.faults import Denied

from order.app import promising, zones
from order.app.orders import Buyer
from order.app.people import Person
from order.domain.commands import Amend, Place, Receive
from order.domain.facts import Line, Reckoned
from order.requests import bodies, parcel_bodies
from order.requests.asking import Asking

BUYER = "buyer"
_OF_ONE_ORDER = "order\x1e"
"""Begins the reference of a person known by one order alone; callers cannot send that sign."""


def placing(asking: Asking, body: bodies.OrderBody) -> tuple[Place, Buyer]:
    """The command that places an order, and whom it is for."""
    given = body.recipient
    name = given.reference if given is not None else None
    buyer = Buyer(
        recipient_id(asking.call.retailer, name or f"{_OF_ONE_ORDER}{body.reference}"),
        Person() if given is None else person(given),
    )
    days = body.return_period_days
    link = LinkGrant(
        recipient_id=buyer.recipient_id, role=BUYER, kid=asking.link_kid, link_version=1
    )
    command = Place(
        retailer=asking.call.retailer,
        order_id=order_id(asking.call.retailer, body.reference),
        reference=body.reference,
        destination=destination(asking, body.destination),
        placed_at=instant(body.placed_at) or asking.call.now,
        recipients=(buyer.recipient_id,),
        links=(link,),
        return_period_days=asking.retailer.return_period_days if days is None else days,
        lines=lines(body.lines),
        notify=told(asking, body.notify) is not False,
    )
    return command, buyer


def amending(asking: Asking, body: bodies.AmendBody) -> Amend:
    """The command that changes an order; what is not said stays."""
    to = None if body.destination is None else destination(asking, body.destination)
    goods = None if body.lines is None else lines(body.lines)
    return Amend(lines=goods, destination=to, notify=body.notify)


def receiving(body: parcel_bodies.ReturnBody) -> Receive:
    """The command that records what is back."""
    return Receive(contents=contents(body.contents) or (), parcel_no=body.parcel_no)


def told(asking: Asking, said: bool | None) -> bool | None:
    """Whether people are told: as the body says, else as this way of asking does, else as usual."""
    return asking.notify if said is None else said


def lines(given: Sequence[bodies.Line]) -> tuple[Line, ...]:
    """Lines with their numbers; 422 when one number names two."""
    numbered = [(line.line_no or place, line) for place, line in enumerate(given, start=1)]
    twice = [no for no, times in Counter(no for no, _ in numbered).items() if times > 1]
    if twice:
        raise Denied(422, "line_twice", f"line {twice[0]} is given twice; give each its own number")
    return tuple(
        Line(
            line_no=no,
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            price=None if line.price is None else money(line.price),
        )
        for no, line in numbered
    )


def person(given: bodies.Contact) -> Person:
    """A contact as it is kept."""
    return Person(**given.model_dump(include=set(Person.__struct_fields__)))


def contents(given: Sequence[bodies.Content] | None) -> tuple[Content, ...] | None:
    """Contents; None stays None: what that means, the order decides."""
    if given is None:
        return None
    return tuple(Content(line_no=one.line_no, quantity=one.quantity) for one in given)


def money(given: bodies.Money) -> Money:
    """An amount as it was written."""
    return Money(amount=given.amount, currency=given.currency)


def services(given: parcel_bodies.ServicesBody) -> Services:
    """What was booked beside the carriage."""
    cash = given.cash_on_delivery
    return Services(
        cash_on_delivery=None if cash is None else money(cash),
        age_check=given.age_check,
        identity_check=given.identity_check,
        signature=given.signature,
        appointment=given.appointment,
    )


def destination(asking: Asking, given: bodies.Destination | None) -> Destination:
    """Where to; the retailer's own country and zone when nothing is said."""
    if given is None:
        return zones.destination(None, None, asking.retailer)
    return zones.destination(given.country, given.zone, asking.retailer)


def promise(
    asking: Asking, given: parcel_bodies.PromiseBody, to: Destination, carrier: str
) -> Reckoned:
    """A promise with its due instant, as of now."""
    wanted: promising.Days | promising.WorkingDays
    if given.working_days is not None:
        counted = given.working_days
        wanted = promising.WorkingDays(
            least=counted.least, most=counted.most, subdivision=counted.subdivision
        )
    else:
        wanted = promising.Days(
            from_=given.day or given.from_ or "", to=given.day or given.to or ""
        )
    grace = asking.retailer.promise_grace_hours
    return promising.reckoned(wanted, to, carrier, grace, asking.call.now)


def instant(given: datetime | None) -> Instant | None:
    """An instant in UTC, as every instant of ours is written."""
    return None if given is None else given.astimezone(UTC)
