"""What lines and pieces may do: come later, be cancelled, come back, be paid back."""

from waymark_events.messages.orders import Refund
from waymark_events.values import Content, Instant
from waymark_events.vocabulary import Direction

from order.domain import commands
from order.domain.facts import Fact, LineCancelled, LineDelayed, Refunded, Returned
from order.domain.order import Order
from order.domain.order_rules import alive
from order.domain.pieces import UNSTATED_LINE, Pieces, counted, pieces_by_line, quantity_in
from order.domain.refusal import Refused
from order.domain.standing import lost_unstated, unsettled_losses


def delay_line(command: commands.DelayLine, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Only pieces that no carrier has yet can come later."""
    alive(order)
    pieces = line_pieces(order, command.line_no)
    if not pieces.open + pieces.booked:
        raise Refused("nothing_open", f"line {command.line_no}: no piece is left to come later")
    if (command.line_no, command.until) in order.delayed:
        return ()
    return (LineDelayed(at=now, line_no=command.line_no, until=command.until),)


def cancel_line(command: commands.CancelLine, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Pieces in a parcel are not open: the parcel is cancelled first."""
    alive(order)
    line_no, pieces = command.line_no, line_pieces(order, command.line_no)
    quantity = pieces.open if command.quantity is None else command.quantity
    if not pieces.open or quantity > pieces.open:
        raise Refused(
            "not_open",
            f"line {line_no}: {pieces.open} of {pieces.ordered} pieces are open, "
            f"{quantity or 'no'} can be cancelled; cancel their parcel first",
        )
    return (LineCancelled(at=now, line_no=line_no, quantity=quantity),)


def receive(command: commands.Receive, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Goods come back that were delivered; a return parcel's are recorded once."""
    if command.parcel_no is not None:
        _return_parcel(order, command.parcel_no)
    for content in merged(command.contents):
        pieces = line_pieces(order, content.line_no)
        due = pieces.delivered + _awaited(order, command.parcel_no, content.line_no, pieces)
        if content.quantity > due:
            raise Refused(
                "not_delivered",
                f"line {content.line_no}: {due} pieces can come back, {content.quantity} given",
            )
    return (Returned(at=now, contents=merged(command.contents), parcel_no=command.parcel_no),)


def give_back(command: commands.GiveBack, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Pieces are paid back once; without contents the refund is for what is lost."""
    losses = unsettled_losses(order)
    contents = merged(command.contents or ())
    settles: tuple[int, ...] = ()
    if command.contents is None:
        contents = tuple(Content(line_no=n, quantity=q) for n, q in losses.items() if n)
        settles = lost_unstated(order)
    for content in contents:
        line = line_pieces(order, content.line_no)
        before = sum(counted(refund.contents, content.line_no) for refund in order.refunds)
        if before + content.quantity > line.ordered:
            raise Refused(
                "refunded_twice",
                f"line {content.line_no}: {before} of {line.ordered} pieces were refunded "
                f"already, {content.quantity} more asked",
            )
    refund = Refund(amount=command.amount, at=now, contents=contents)
    return (Refunded(at=now, refund=refund, settles=settles),)


def line_pieces(order: Order, line_no: int) -> Pieces:
    """The pieces of a line that must be there."""
    pieces = pieces_by_line(order).get(line_no)
    if pieces is None or line_no == UNSTATED_LINE:
        known = ", ".join(str(line.line_no) for line in order.lines) or "none"
        raise Refused("unknown_line", f"line {line_no} is not in the order; its lines: {known}")
    return pieces


def merged(contents: tuple[Content, ...]) -> tuple[Content, ...]:
    """Contents with each line once, in order of its number."""
    lines = sorted({content.line_no for content in contents})
    return tuple(Content(line_no=no, quantity=counted(contents, no)) for no in lines)


def _return_parcel(order: Order, parcel_no: int) -> None:
    parcel = order.parcel(parcel_no)
    if parcel is None or parcel.direction != Direction.RETURN:
        raise Refused("no_return_parcel", f"parcel {parcel_no} is not a return parcel")
    if parcel.received is not None:
        raise Refused("received_twice", f"the goods of parcel {parcel_no} were recorded already")


def _awaited(order: Order, parcel_no: int | None, line_no: int, pieces: Pieces) -> int:
    """Pieces of that return parcel which its arrival already counts as back."""
    parcel = order.parcel(parcel_no or 0)
    return min(quantity_in(parcel, line_no), pieces.returned) if parcel is not None else 0
