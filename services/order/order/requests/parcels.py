"""Parcels as they are asked for: the number checked, contents and promise read."""

from collections.abc import Callable

from waymark_events.ids import AccountId
from waymark_events.vocabulary import Way

from order.app import labels
from order.app.labels import Checked
from order.domain import commands
from order.domain.order import Order
from order.domain.parcel_rules import standing_parcel
from order.requests import reading
from order.requests.asking import Asking
from order.requests.parcel_bodies import Number, ParcelBody, PromiseBody

Warn = Callable[[tuple[str, ...]], object]
"""Takes what is odd about a number that was accepted; the last call counts."""


def booking(asking: Asking, order: Order, body: ParcelBody, warn: Warn) -> commands.Book:
    """Book a parcel: to send, to replace a lost one, or to come back."""
    to, promised = order.destination, None
    checked = _checked(asking, order, body, len(order.parcels) + 1, body.way)
    warn(checked.warnings)
    if body.destination is not None:
        to = reading.destination(asking, body.destination)
    if body.promise is not None:
        promised = reading.promise(asking, body.promise, to, checked.label.leg.carrier)
    return commands.Book(
        label=checked.label,
        direction=body.direction,
        way=body.way,
        services=reading.services(body.services),
        destination=to,
        contents=reading.contents(body.contents),
        promise=promised,
        replaces=body.replaces,
        returns=body.returns,
        notify=reading.told(asking, body.notify),
    )


def rebooking(
    asking: Asking, order: Order, parcel_no: int, body: Number, warn: Warn
) -> commands.Rebook:
    """Give a parcel another tracking number."""
    checked = _checked(asking, order, body, parcel_no, Way.HOME)
    warn(checked.warnings)
    return commands.Rebook(parcel_no=parcel_no, label=checked.label)


def promising(
    asking: Asking, order: Order, parcel_no: int, body: PromiseBody
) -> commands.ChangePromise:
    """Promise another day."""
    parcel = standing_parcel(order, parcel_no)
    reckoned = reading.promise(asking, body, parcel.destination, parcel.leg.carrier)
    return commands.ChangePromise(parcel_no=parcel_no, promise=reckoned)


def _checked(asking: Asking, order: Order, body: Number, parcel_no: int, way: Way) -> Checked:
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
    return labels.checked(typed, asking.retailer, asking.call.now)
