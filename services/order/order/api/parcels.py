"""`/v1/orders/{order}/parcels`: book, book again, promise, cancel."""

from fastapi import APIRouter, Response
from waymark_events.ids import AccountId
from waymark_events.vocabulary import Way

from order.api import reading
from order.api.answers import answer
from order.api.desk import Asked, AskedBy, answering, has_parcel, order_of
from order.api.orders import changed
from order.api.parcel_bodies import Number, ParcelBody, PromiseBody
from order.app import labels
from order.app.orders import warned
from order.domain import commands
from order.domain.facts import Label
from order.domain.order import Order
from order.domain.parcel_rules import standing_parcel

router = APIRouter(prefix="/v1/orders/{order}/parcels", tags=["parcels"])


@router.post("", status_code=201)
def book(asked: AskedBy, order: str, body: ParcelBody) -> Response:
    """Book a parcel: to send, to replace a lost one (`replaces`), or to come back."""
    warnings: list[str] = []

    def make(known: Order) -> commands.Book:
        checked = _checked(asked, known, body, len(known.parcels) + 1, body.way)
        warnings[:] = checked.warnings
        return _booking(asked, known, body, checked.label)

    with answering():
        outcome = asked.desk.orders.change(asked.call, order_of(order), make, 201)
        return answer(asked, warned(outcome, *warnings))


@router.post("/{parcel_no}/rebook")
def rebook(asked: AskedBy, order: str, parcel_no: int, body: Number) -> Response:
    """Give a parcel another tracking number, such as one that was mistyped."""
    warnings: list[str] = []

    def make(known: Order) -> commands.Rebook:
        has_parcel(known, parcel_no)
        checked = _checked(asked, known, body, parcel_no, Way.HOME)
        warnings[:] = checked.warnings
        return commands.Rebook(parcel_no=parcel_no, label=checked.label)

    with answering():
        outcome = asked.desk.orders.change(asked.call, order_of(order), make)
        return answer(asked, warned(outcome, *warnings))


@router.post("/{parcel_no}/promise")
def change_promise(asked: AskedBy, order: str, parcel_no: int, body: PromiseBody) -> Response:
    """Promise another day."""

    def make(known: Order) -> commands.ChangePromise:
        has_parcel(known, parcel_no)
        parcel = standing_parcel(known, parcel_no)
        reckoned = reading.promise(asked, body, parcel.destination, parcel.leg.carrier)
        return commands.ChangePromise(parcel_no=parcel_no, promise=reckoned)

    return changed(asked, order, make)


@router.post("/{parcel_no}/cancel")
def cancel(asked: AskedBy, order: str, parcel_no: int) -> Response:
    """Take a parcel back before the carrier has it; its pieces are open again."""

    def make(known: Order) -> commands.CancelParcel:
        has_parcel(known, parcel_no)
        return commands.CancelParcel(parcel_no=parcel_no)

    return changed(asked, order, make)


def _booking(asked: Asked, order: Order, body: ParcelBody, label: Label) -> commands.Book:
    to, promised = order.destination, None
    if body.destination is not None:
        to = reading.destination(asked, body.destination)
    if body.promise is not None:
        promised = reading.promise(asked, body.promise, to, label.leg.carrier)
    return commands.Book(
        label=label,
        direction=body.direction,
        way=body.way,
        services=reading.services(body.services),
        destination=to,
        contents=reading.contents(body.contents),
        promise=promised,
        replaces=body.replaces,
        returns=body.returns,
    )


def _checked(asked: Asked, order: Order, body: Number, parcel_no: int, way: Way) -> labels.Checked:
    """The number as a label; we make one where the retailer carries the parcel itself."""
    number, carrier = body.number, body.carrier
    if way == Way.UNTRACKED and number is None:
        carrier = carrier or "own"
    if number is None and carrier in labels.OURS:
        number = labels.own_number(order.order_id, parcel_no)
    typed = labels.Typed(
        number=number,
        carrier=carrier,
        carrier_account=None if body.carrier_account is None else AccountId(body.carrier_account),
        hand_over_by=reading.instant(body.hand_over_by),
        destination_country=order.destination.country,
    )
    return labels.checked(typed, asked.retailer, asked.call.now)
