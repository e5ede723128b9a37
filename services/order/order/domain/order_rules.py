"""What a whole order may do."""

from collections import Counter

from waymark_events.values import Instant

from order.domain import commands
from order.domain.facts import Amended, Cancelled, Completed, Confirmed, Fact, Line, Processing
from order.domain.order import STAGES, Order
from order.domain.pieces import all_pieces, pieces_by_line
from order.domain.refusal import Refused
from order.domain.standing import completes_at, state_of


def confirm(_command: commands.Confirm, order: Order, now: Instant) -> tuple[Fact, ...]:
    """A confirmed order stays confirmed: saying so twice changes nothing."""
    alive(order)
    return () if _reached(order, "confirmed") else (Confirmed(at=now),)


def process(_command: commands.Process, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Work begins; an order in work stays so."""
    alive(order)
    return () if _reached(order, "processing") else (Processing(at=now),)


def amend(command: commands.Amend, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Lines and destination change before hand-over; what is booked or cancelled keeps its line.

    Whether people are told may change at any time.
    """
    alive(order)
    lines = order.lines if command.lines is None else command.lines
    destination = command.destination or order.destination
    goods_stay = (lines, destination) == (order.lines, order.destination)
    if (command.lines, command.destination) != (None, None):
        before_hand_over(order, "amended")
        _unique(lines)
        _keeps_what_is_bound(order, lines)
    if goods_stay and not _tells_otherwise(order, command.notify):
        return ()
    return (Amended(at=now, lines=lines, destination=destination, notify=command.notify),)


def cancel(_command: commands.Cancel, order: Order, now: Instant) -> tuple[Fact, ...]:
    """The whole order is taken back before hand-over; a cancelled one stays cancelled."""
    if state_of(order) == "cancelled":
        return ()
    before_hand_over(order, "cancelled as a whole; cancel lines, or record a return")
    return (Cancelled(at=now),)


def complete(_command: commands.Complete, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Nothing open and the return period over: asked by a timer, which may ask too early."""
    due = completes_at(order)
    return (Completed(at=now),) if due is not None and due <= now else ()


def alive(order: Order) -> None:
    """Refuse what a cancelled order may not do."""
    if state_of(order) == "cancelled":
        raise Refused("order_cancelled", f"order {order.reference!r} is cancelled")


def before_hand_over(order: Order, deed: str) -> None:
    """Refuse once a carrier has, or had, a piece."""
    pieces = all_pieces(order)
    gone = pieces.under_way + pieces.delivered + pieces.lost + pieces.returned
    if gone:
        raise Refused(
            "handed_over",
            f"{gone} of {pieces.ordered} pieces are with a carrier or beyond: "
            f"order {order.reference!r} cannot be {deed}",
        )


def _tells_otherwise(order: Order, notify: bool | None) -> bool:
    if notify is None:
        return False
    told = {order.notify, *(p.notify for p in order.parcels if p.notify is not None)}
    return told != {notify}


def _reached(order: Order, stage: str) -> bool:
    return STAGES.index(order.stage) >= STAGES.index(stage)


def _unique(lines: tuple[Line, ...]) -> None:
    twice = [no for no, times in Counter(line.line_no for line in lines).items() if times > 1]
    if twice:
        raise Refused("line_twice", f"line {twice[0]} is given twice; each number names one line")


def _keeps_what_is_bound(order: Order, lines: tuple[Line, ...]) -> None:
    after = {line.line_no: line.quantity for line in lines}
    for line_no, pieces in pieces_by_line(order).items():
        bound = pieces.ordered - pieces.open
        if line_no and after.get(line_no, 0) < bound:
            raise Refused(
                "line_bound",
                f"line {line_no}: {bound} pieces are booked or cancelled; "
                f"it cannot go below that ({after.get(line_no, 0)} asked)",
            )
