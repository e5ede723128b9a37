"""What an order amounts to: its state, what is left to do, when it may be completed."""

from datetime import timedelta

from waymark_events.messages.orders import LineState, OrderState, ParcelState
from waymark_events.values import Action, Instant
from waymark_events.vocabulary import Deed, Direction, Party

from order.domain.order import Order, Parcel
from order.domain.pieces import (
    UNSTATED_LINE,
    Pieces,
    Whereabouts,
    all_pieces,
    counted,
    outcome,
    pieces_by_line,
    whereabouts,
)


def state_of(order: Order) -> str:
    """The one word for the order; `partly_…` stands between nothing and all."""
    pieces = all_pieces(order)
    if order.stage == "cancelled" or (pieces.ordered and not pieces.wanted):
        return "cancelled"
    if order.completed and is_settled(order):
        return "completed"
    if pieces.delivered + pieces.returned == pieces.wanted and pieces.wanted:
        return _ended(pieces)
    if pieces.delivered:
        return "partly_delivered"
    handed_over = pieces.under_way + pieces.lost + pieces.returned
    if handed_over:
        return "shipped" if handed_over == pieces.wanted else "partly_shipped"
    return order.stage


def _ended(pieces: Pieces) -> str:
    if not pieces.returned:
        return "delivered"
    return "partly_returned" if pieces.delivered else "returned"


def unsettled_losses(order: Order) -> dict[int, int]:
    """Lost pieces by line that nobody replaced or refunded; unstated parcels under line 0.

    A refund of a line's pieces is taken as one for its lost pieces first.
    """
    losses = {
        line_no: pieces.lost - sum(counted(refund.contents, line_no) for refund in order.refunds)
        for line_no, pieces in pieces_by_line(order).items()
        if line_no != UNSTATED_LINE
    }
    losses[UNSTATED_LINE] = len(lost_unstated(order))
    return {line_no: lost for line_no, lost in losses.items() if lost > 0}


def lost_unstated(order: Order) -> tuple[int, ...]:
    """Numbers of lost parcels without stated contents for which no refund was recorded."""
    return tuple(
        parcel.parcel_no
        for parcel in order.parcels
        if parcel.contents is None
        and parcel.replaces is None
        and parcel.direction != Direction.RETURN
        and parcel.parcel_no not in order.settled
        and outcome(order, parcel, UNSTATED_LINE)[Whereabouts.LOST]
    )


def is_settled(order: Order) -> bool:
    """Nothing is open: no piece to come, none lost without answer, no return under way."""
    pieces = all_pieces(order)
    coming = pieces.open + pieces.booked + pieces.under_way
    return not coming and not unsettled_losses(order) and not any(map(_comes_back, order.parcels))


def _comes_back(parcel: Parcel) -> bool:
    under_way = whereabouts(parcel) == Whereabouts.UNDER_WAY
    return parcel.direction == Direction.RETURN and parcel.received is None and under_way


def last_delivery_at(order: Order) -> Instant | None:
    """When the last parcel that stands as delivered was: the right of withdrawal runs from it."""
    delivered = (
        parcel.moved_at
        for parcel in order.parcels
        if parcel.direction != Direction.RETURN
        and whereabouts(parcel) == Whereabouts.DELIVERED
        and parcel.moved_at is not None
    )
    return max(delivered, default=None)


def completes_at(order: Order) -> Instant | None:
    """When the return period is over; None while something is open, or once it was noted."""
    if order.completed or state_of(order) == "cancelled" or not is_settled(order):
        return None
    if not all_pieces(order).ordered:
        return None
    since = last_delivery_at(order) or order.last_at
    return since + timedelta(days=order.return_period_days)


def public_state(order: Order) -> OrderState:
    """The order as every message of `order.events.v1` and every answer carries it."""
    losses = bool(unsettled_losses(order))
    todo = (Action(by=Party.RETAILER, what=Deed.REPLACE_OR_REFUND),) if losses else ()
    return OrderState(
        retailer=order.retailer,
        order_id=order.order_id,
        reference=order.reference,
        version=order.version,
        state=state_of(order),
        placed_at=order.placed_at,
        destination=order.destination,
        lines=_line_states(order),
        parcels=tuple(_parcel_state(order, parcel) for parcel in order.parcels),
        links=order.links,
        refunds=order.refunds,
        actions=todo,
        return_period_days=order.return_period_days,
        last_delivery_at=last_delivery_at(order),
        tracked_only=order.tracked_only,
        notify=order.notify,
    )


def _line_states(order: Order) -> tuple[LineState, ...]:
    by_line, delayed = pieces_by_line(order), dict(order.delayed)
    return tuple(
        LineState(
            line_no=line.line_no,
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            price=line.price,
            open=(pieces := by_line[line.line_no]).open,
            in_parcel=pieces.booked + pieces.under_way,
            delivered=pieces.delivered,
            lost=pieces.lost,
            returned=pieces.returned,
            cancelled=pieces.cancelled,
            delayed_until=delayed.get(line.line_no),
        )
        for line in order.lines
    )


def _parcel_state(order: Order, parcel: Parcel) -> ParcelState:
    return ParcelState(
        parcel_id=order.parcel_id(parcel.parcel_no),
        parcel_no=parcel.parcel_no,
        legs=tuple(label.leg for label in parcel.labels),
        direction=parcel.direction,
        way=parcel.way,
        milestone=parcel.milestone,
        contents=parcel.contents,
        services=parcel.services,
        promise=parcel.promise,
        replaces=order.parcel_id(parcel.replaces) if parcel.replaces else None,
        cancelled=parcel.cancelled,
        notify=order.notify if parcel.notify is None else parcel.notify,
    )
