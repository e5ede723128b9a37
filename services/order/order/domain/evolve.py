"""The order after a fact. Never refuses a stored fact, reads no clock, asks nobody."""

from collections.abc import Iterable
from functools import singledispatch

from msgspec.structs import replace
from waymark_events.values import Content, Promise
from waymark_events.vocabulary import Direction, Milestone

from order.domain import facts
from order.domain.facts import Fact, Reckoned
from order.domain.order import Order, Parcel


def placed(fact: facts.Placed) -> Order:
    """The order as its first fact makes it."""
    return Order(
        retailer=fact.retailer,
        order_id=fact.order_id,
        reference=fact.reference,
        version=1,
        stage="placed",
        placed_at=fact.placed_at,
        last_at=fact.at,
        destination=fact.destination,
        lines=fact.lines,
        recipients=fact.recipients,
        links=fact.links,
        return_period_days=fact.return_period_days,
        tracked_only=fact.tracked_only,
        notify=fact.notify,
    )


def evolve(order: Order | None, fact: Fact) -> Order:
    """The order after one more fact."""
    if order is None:
        if not isinstance(fact, facts.Placed):
            raise ValueError(f"the first fact of an order is {type(fact).__name__}, not Placed")
        return placed(fact)
    return _applied(fact, replace(order, version=order.version + 1, last_at=fact.at))


def fold(recorded: Iterable[Fact]) -> Order | None:
    """The order after all its facts; None when there are none."""
    order: Order | None = None
    for fact in recorded:
        order = evolve(order, fact)
    return order


@singledispatch
def _applied(_fact: Fact, order: Order) -> Order:
    """A fact without an effect of its own, such as a newer build's."""
    return order


@_applied.register
def _(_fact: facts.Confirmed, order: Order) -> Order:
    return replace(order, stage="confirmed")


@_applied.register
def _(_fact: facts.Processing, order: Order) -> Order:
    return replace(order, stage="processing")


@_applied.register
def _(fact: facts.LineDelayed, order: Order) -> Order:
    others = tuple(entry for entry in order.delayed if entry[0] != fact.line_no)
    return replace(order, delayed=(*others, (fact.line_no, fact.until)))


@_applied.register
def _(fact: facts.Amended, order: Order) -> Order:
    amended = replace(order, lines=fact.lines, destination=fact.destination)
    if fact.notify is None:
        return amended
    parcels = tuple(replace(parcel, notify=None) for parcel in order.parcels)
    return replace(amended, notify=fact.notify, parcels=parcels)


@_applied.register
def _(fact: facts.ParcelBooked, order: Order) -> Order:
    parcel = Parcel(
        parcel_no=fact.parcel_no,
        labels=(fact.label,),
        direction=fact.direction,
        way=fact.way,
        services=fact.services,
        destination=fact.destination,
        contents=fact.contents,
        promise=_promise(order, fact.promise, 2),
        replaces=fact.replaces,
        returns=fact.returns,
        notify=fact.notify,
    )
    return replace(order, parcels=(*order.parcels, parcel))


def _promise(order: Order, reckoned: Reckoned | None, place: int) -> Promise | None:
    """A promise under the id of the message that will publish it: order, version, place in it."""
    if reckoned is None:
        return None
    promise_id = f"{order.order_id}:{order.version}:{place}"
    return Promise(promise_id=promise_id, span=reckoned.span, due=reckoned.due)


@_applied.register
def _(fact: facts.ParcelRebooked, order: Order) -> Order:
    parcel = order.parcel(fact.parcel_no)
    if parcel is None:
        return order
    again = replace(
        parcel,
        labels=(*parcel.labels, fact.label),
        milestone=Milestone.UNKNOWN,
        generation=0,
        status_version=0,
        moved_at=None,
        promise=_promise(order, fact.promise, 2) or parcel.promise,
    )
    return _with(order, again)


@_applied.register
def _(fact: facts.PromiseChanged, order: Order) -> Order:
    parcel = order.parcel(fact.parcel_no)
    if parcel is None:
        return order
    return _with(order, replace(parcel, promise=_promise(order, fact.promise, 1)))


@_applied.register
def _(fact: facts.ParcelMoved, order: Order) -> Order:
    parcel = order.parcel(fact.parcel_no)
    if parcel is None or parcel.leg.shipment_id != fact.shipment_id:
        return order
    moved = replace(
        parcel,
        milestone=fact.milestone,
        generation=fact.generation,
        status_version=fact.status_version,
        moved_at=fact.happened_at,
    )
    return _with(order, moved)


@_applied.register
def _(fact: facts.ParcelCancelled, order: Order) -> Order:
    parcel = order.parcel(fact.parcel_no)
    return order if parcel is None else _with(order, replace(parcel, cancelled=True))


@_applied.register
def _(fact: facts.LineCancelled, order: Order) -> Order:
    content = Content(line_no=fact.line_no, quantity=fact.quantity)
    return replace(order, cancelled=(*order.cancelled, content))


@_applied.register
def _(_fact: facts.Cancelled, order: Order) -> Order:
    whole = tuple(Content(line_no=line.line_no, quantity=line.quantity) for line in order.lines)
    parcels = tuple(replace(parcel, cancelled=True) for parcel in order.parcels)
    return replace(order, stage="cancelled", cancelled=whole, parcels=parcels)


@_applied.register
def _(fact: facts.Returned, order: Order) -> Order:
    parcel = order.parcel(fact.parcel_no or 0)
    if parcel is None or parcel.direction != Direction.RETURN:
        return replace(order, received=(*order.received, *fact.contents))
    return _with(order, replace(parcel, received=(*(parcel.received or ()), *fact.contents)))


@_applied.register
def _(fact: facts.Refunded, order: Order) -> Order:
    return replace(
        order, refunds=(*order.refunds, fact.refund), settled=(*order.settled, *fact.settles)
    )


@_applied.register
def _(_fact: facts.Completed, order: Order) -> Order:
    return replace(order, completed=True)


def _with(order: Order, parcel: Parcel) -> Order:
    parcels = tuple(parcel if p.parcel_no == parcel.parcel_no else p for p in order.parcels)
    return replace(order, parcels=parcels)
