"""What may be in a parcel: never more than is open, lost with what it replaces, or delivered."""

from waymark_events.values import Content
from waymark_events.vocabulary import Direction

from order.domain.commands import Book
from order.domain.goods_rules import line_pieces, merged
from order.domain.order import Order, Parcel
from order.domain.pieces import (
    UNSTATED_LINE,
    Whereabouts,
    outcome,
    pieces_by_line,
    quantity_in,
    whereabouts,
)
from order.domain.refusal import Refused

_REPLACEABLE = (Whereabouts.LOST, Whereabouts.RETURNED)


def contents_of(order: Order, command: Book) -> tuple[Content, ...] | None:
    """What the parcel is booked with: as stated, else all there is; None when that is unknown."""
    available = _available(order, command)
    if command.contents is None:
        everything = tuple(Content(line_no=no, quantity=n) for no, n in available.items() if n)
        return everything or None
    contents = merged(command.contents)
    for content in contents:
        line = line_pieces(order, content.line_no)
        free = available.get(content.line_no, 0)
        if content.quantity > free:
            raise Refused(
                "overbooked",
                f"line {content.line_no}: {free} of {line.ordered} pieces can be booked, "
                f"{content.quantity} given",
            )
    return contents


def _available(order: Order, command: Book) -> dict[int, int]:
    by_line = {no: one for no, one in pieces_by_line(order).items() if no != UNSTATED_LINE}
    if command.replaces is not None:
        replaced = _replaced(order, command.replaces)
        return {no: _to_replace(order, replaced, no) for no in by_line}
    if command.direction != Direction.RETURN:
        return {no: pieces.open for no, pieces in by_line.items()}
    if command.returns is None:
        return {no: pieces.delivered for no, pieces in by_line.items()}
    sent = _outbound(order, command.returns)
    return {no: min(one.delivered, quantity_in(sent, no)) for no, one in by_line.items()}


def _to_replace(order: Order, parcel: Parcel, line_no: int) -> int:
    found = outcome(order, parcel, line_no)
    return sum(found[state] for state in _REPLACEABLE)


def _replaced(order: Order, parcel_no: int) -> Parcel:
    parcel = _outbound(order, parcel_no)
    if whereabouts(parcel) not in _REPLACEABLE:
        raise Refused(
            "not_replaceable",
            f"parcel {parcel_no} is {whereabouts(parcel)}; only a lost or returned one is replaced",
        )
    lines = {content.line_no for content in parcel.contents or ()} or {UNSTATED_LINE}
    if not any(_to_replace(order, parcel, line_no) for line_no in lines):
        raise Refused("replaced_already", f"parcel {parcel_no} was replaced already")
    return parcel


def _outbound(order: Order, parcel_no: int) -> Parcel:
    parcel = order.parcel(parcel_no)
    if parcel is None or parcel.direction == Direction.RETURN:
        raise Refused("unknown_parcel", f"parcel {parcel_no} is no parcel sent in this order")
    return parcel
