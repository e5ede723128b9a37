"""`/v1/orders/{order}/parcels`: book, book again, promise, cancel."""

from fastapi import APIRouter, Response
from waymark_runtime.http.denying import answering

from order.api.answers import answer
from order.api.desk import AskedBy, has_parcel, order_of
from order.api.orders import changed
from order.app.orders import warned
from order.domain import commands
from order.domain.order import Order
from order.requests import parcels as requested
from order.requests.parcel_bodies import Number, ParcelBody, PromiseBody

router = APIRouter(prefix="/v1/orders/{order}/parcels", tags=["parcels"])


@router.post("", status_code=201)
def book(asked: AskedBy, order: str, body: ParcelBody) -> Response:
    """Book a parcel: to send, to replace a lost one (`replaces`), or to come back."""
    warnings: list[str] = []

    def make(known: Order) -> commands.Book:
        warnings.clear()
        return requested.booking(asked, known, body, warnings.extend)

    with answering():
        outcome = asked.desk.orders.change(asked.call, order_of(order), make, 201)
        return answer(asked, warned(outcome, *warnings))


@router.post("/{parcel_no}/rebook")
def rebook(asked: AskedBy, order: str, parcel_no: int, body: Number) -> Response:
    """Give a parcel another tracking number, such as one that was mistyped."""
    warnings: list[str] = []

    def make(known: Order) -> commands.Rebook:
        warnings.clear()
        has_parcel(known, parcel_no)
        return requested.rebooking(asked, known, parcel_no, body, warnings.extend)

    with answering():
        outcome = asked.desk.orders.change(asked.call, order_of(order), make)
        return answer(asked, warned(outcome, *warnings))


@router.post("/{parcel_no}/promise")
def change_promise(asked: AskedBy, order: str, parcel_no: int, body: PromiseBody) -> Response:
    """Promise another day."""

    def make(known: Order) -> commands.ChangePromise:
        has_parcel(known, parcel_no)
        return requested.promising(asked, known, parcel_no, body)

    return changed(asked, order, make)


@router.post("/{parcel_no}/cancel")
def cancel(asked: AskedBy, order: str, parcel_no: int) -> Response:
    """Take a parcel back before the carrier has it; its pieces are open again."""

    def make(known: Order) -> commands.CancelParcel:
        has_parcel(known, parcel_no)
        return commands.CancelParcel(parcel_no=parcel_no)

    return changed(asked, order, make)
