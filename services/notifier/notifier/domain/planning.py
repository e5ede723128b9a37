"""From what happened to rows of the ledger: each message once, whoever heard of it how often."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from waymark_events.ids import OrderId, RecipientId, shipment_id
from waymark_events.messages.orders import OrderEvent, OrderState
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.parcels import parcel_view
from waymark_events.values import BookingRef

from notifier.domain import of_orders, of_shipments
from notifier.domain.corrections import afresh, void
from notifier.domain.of_shipments import Change
from notifier.domain.rows import About, Occurrence, Row, to_person
from notifier.domain.triggers import Channel, State, Trigger, channels
from notifier.domain.wanting import is_quiet

_SAME_SCAN: Final = frozenset({Trigger.WAITING_FOR_COLLECTION, Trigger.LAST_CALL})
"""Their occasion is a place whose name may come later than the scan."""


class Setting(Struct, frozen=True):
    """What the rows of one message share. `sms`: the retailer sends SMS too.

    `orders`: those of a status's bookings, as far as they were read.
    """

    now: datetime
    sms: bool
    traceparent: str | None = None
    orders: Mapping[OrderId, OrderState] = MappingProxyType({})


def rows_of_status(
    message: ShipmentStatusChanged,
    legs: Sequence[ShipmentStatusChanged],
    told: Sequence[Row],
    promised: str | None,
    setting: Setting,
) -> list[Row]:
    """The new rows of a status. `told` are the rows of the shipment and its parcels, in order.

    `legs` are the newest statuses of the parcels' numbers, this one among them: a number that gave
    way to another tells nothing, nor does a parcel of which nobody is to be told. A status of a
    rebuild is recorded and never sent. One that is read again after a restore is taken as it was:
    what later ones brought counts for nothing.
    """
    shipment = shipment_id(message.retailer, message.carrier, message.number)
    place = (message.generation, message.version)
    told = [row for row in told if not row.about.is_later(shipment, place)]
    planned: list[Row] = []
    for booking in _told_of(message, legs, setting):
        about = About(
            retailer=message.retailer,
            order_id=booking.order_id,
            caused_by=message.caused_by,
            shipment_id=shipment,
            parcel_id=booking.parcel_id,
            traceparent=setting.traceparent,
            status=place,
        )
        change = Change(message, booking, promised, setting.now)
        for recipient, channel in _addressees(booking, setting):
            known = to_person([*told, *planned], recipient, channel)
            planned += _new(about, change, known, (recipient, channel), setting)
    if message.cause == "rebuild":
        return [replace(row, state=State.SUPPRESSED, detail="rebuild") for row in planned]
    return planned


def _told_of(
    message: ShipmentStatusChanged, legs: Sequence[ShipmentStatusChanged], setting: Setting
) -> Iterator[BookingRef]:
    """The bookings that a status is news of."""
    for booking in message.status.bookings:
        order = setting.orders.get(booking.order_id)
        is_told = order is None or not is_quiet(order, booking.parcel_id)
        if is_told and parcel_view(legs_of(booking.parcel_id, legs)) == message:
            yield booking


def legs_of(
    parcel: str | None, legs: Sequence[ShipmentStatusChanged]
) -> list[ShipmentStatusChanged]:
    """The numbers that were booked for a parcel."""
    return [leg for leg in legs if any(one.parcel_id == parcel for one in leg.status.bookings)]


def rows_of_event(event: OrderEvent, caused_by: str, setting: Setting) -> Iterator[Row]:
    """The rows of an order's event, for everybody who has a link to the order."""
    about = About(
        retailer=event.order.retailer,
        order_id=event.order.order_id,
        caused_by=caused_by,
        traceparent=setting.traceparent,
    )
    for what in of_orders.occurrences(event):
        for recipient in dict.fromkeys(grant.recipient_id for grant in event.order.links):
            for channel in channels(what.trigger, sms=setting.sms):
                yield _row(about, what, (recipient, channel), setting)


def _addressees(booking: BookingRef, setting: Setting) -> Iterator[tuple[RecipientId, Channel]]:
    for recipient in dict.fromkeys(booking.recipients):
        yield recipient, Channel.EMAIL
        if setting.sms:
            yield recipient, Channel.SMS


def _new(
    about: About,
    change: Change,
    known: list[Row],
    to: tuple[RecipientId, Channel],
    setting: Setting,
) -> Iterator[Row]:
    gone = void(known)
    for what in of_shipments.occurrences(change, known):  # lazily: sees what is added below
        if to[1] not in channels(what.trigger, sms=setting.sms):
            continue
        row = _row(about, afresh(what, known, gone), to, setting)
        if not any(_is_same(row, other) for other in known if other.id not in gone):
            known.append(row)
            yield row


def _row(about: About, what: Occurrence, to: tuple[RecipientId, Channel], setting: Setting) -> Row:
    return Row(about=about, what=what, recipient_id=to[0], channel=to[1], planned_at=setting.now)


def _is_same(row: Row, other: Row) -> bool:
    """Whether the person has, or will have, this message already."""
    mine, theirs = row.what, other.what
    if mine.trigger != theirs.trigger:
        return False
    if row.id == other.id:
        return True
    if mine.trigger == Trigger.SHIPPED and row.about.parcel_id == other.about.parcel_id:
        return True  # it went on under another number
    same_scan = row.about.shipment_id == other.about.shipment_id and mine.fact == theirs.fact
    return same_scan and (mine.subject_key != theirs.subject_key or mine.trigger in _SAME_SCAN)
