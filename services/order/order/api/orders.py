"""`/v1/orders`: place an order, and what a retailer decides about the whole of it."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from waymark_runtime.http.denying import answering

from order.api.answers import answer
from order.api.desk import Asked, AskedBy, has_line, order_of
from order.domain import commands
from order.domain.commands import Command
from order.domain.order import Order
from order.requests import reading
from order.requests.bodies import AmendBody, CancelLineBody, DelayBody, OrderBody
from order.requests.parcel_bodies import RefundBody, ReturnBody

router = APIRouter(prefix="/v1/orders", tags=["orders"])


@router.post("", status_code=201)
def place(asked: AskedBy, body: OrderBody) -> Response:
    """Place an order with its lines. Its reference names it for ever."""
    with answering():
        command, buyer = reading.placing(asked, body)
        return answer(asked, asked.desk.orders.place(asked.call, command, buyer))


@router.post("/{order}/confirm")
def confirm(asked: AskedBy, order: str) -> Response:
    """Accept the order."""
    return changed(asked, order, lambda _: commands.Confirm())


@router.post("/{order}/process")
def process(asked: AskedBy, order: str) -> Response:
    """Say that the warehouse works on it."""
    return changed(asked, order, lambda _: commands.Process())


@router.post("/{order}/amend")
def amend(asked: AskedBy, order: str, body: AmendBody) -> Response:
    """Change lines or destination before hand-over, or whether people are told."""
    with answering():
        command = reading.amending(asked, body)
        return changed(asked, order, lambda _: command)


@router.post("/{order}/cancel")
def cancel(asked: AskedBy, order: str) -> Response:
    """Cancel the whole order before hand-over."""
    return changed(asked, order, lambda _: commands.Cancel())


@router.post("/{order}/lines/{line_no}/delay")
def delay_line(asked: AskedBy, order: str, line_no: int, body: DelayBody) -> Response:
    """Say that a line comes later."""

    def make(known: Order) -> commands.DelayLine:
        has_line(known, line_no)
        return commands.DelayLine(line_no=line_no, until=body.until)

    return changed(asked, order, make)


@router.post("/{order}/lines/{line_no}/cancel")
def cancel_line(asked: AskedBy, order: str, line_no: int, body: CancelLineBody) -> Response:
    """Cancel pieces of a line that are in no parcel."""

    def make(known: Order) -> commands.CancelLine:
        has_line(known, line_no)
        return commands.CancelLine(line_no=line_no, quantity=body.quantity)

    return changed(asked, order, make)


@router.post("/{order}/returns")
def receive(asked: AskedBy, order: str, body: ReturnBody) -> Response:
    """Record that goods are back."""
    command = reading.receiving(body)
    return changed(asked, order, lambda _: command)


@router.post("/{order}/refunds")
def give_back(asked: AskedBy, order: str, body: RefundBody) -> Response:
    """Record a refund: for pieces, for what is lost, or as goodwill."""
    contents = reading.contents(body.contents)
    command = commands.GiveBack(amount=reading.money(body.amount), contents=contents)
    return changed(asked, order, lambda _: command)


def changed(
    asked: Asked, order: str, make: Callable[[Order], Command], status: int = 200
) -> Response:
    """Ask the order of a path for something and answer it whole."""
    with answering():
        return answer(asked, asked.desk.orders.change(asked.call, order_of(order), make, status))
