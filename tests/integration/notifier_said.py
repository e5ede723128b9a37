"""What the other services say to the notifier, as they write it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace
from notifier_given import NOW, ORDER, SHOP, booking, order, status
from waymark_events.codec import Envelope, envelope
from waymark_events.ids import parcel_id, shipment_id
from waymark_events.messages.orders import OrderConfirmed, OrderEvent
from waymark_events.messages.people import ContactSet, RecipientErased
from waymark_events.messages.retailers import RetailerSet
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.topics import Service
from waymark_events.values import Value

Said = ShipmentStatusChanged | OrderEvent | ContactSet | RecipientErased | RetailerSet
_TOPIC: Final[Mapping[type[Value], str]] = {
    ShipmentStatusChanged: "shipment.status.v1",
    ContactSet: "contact.v1",
    RetailerSet: "retailer.v1",
}


def confirmed(at: datetime = NOW, **more: Any) -> OrderConfirmed:
    """Anna's order was confirmed."""
    return OrderConfirmed(order=replace(order(), **more), at=at)


def delivered(number: int) -> ShipmentStatusChanged:
    """The n-th parcel of the order is delivered."""
    parcel = (booking(parcel_id=parcel_id(ORDER, number)),)
    return status("delivered", number=f"1Z{number}", journey=f"j-{number}", bookings=parcel)


def told(said: Said) -> Envelope:
    """A message as its service writes it."""
    match said:
        case ShipmentStatusChanged():
            key: str = shipment_id(said.retailer, said.carrier, said.number)
            name = f"{key}:{said.generation}:{said.version}"
            return envelope(Service.PROJECTION, name, said.known_at, key, said)
        case ContactSet():
            key = said.recipient_id
            return envelope(Service.ORDER, f"{key}:{said.version}", NOW, key, said)
        case RecipientErased():
            key = said.recipient_id
            return envelope(Service.ORDER, f"{key}:erased", said.at, key, said)
        case RetailerSet():
            return envelope(Service.ORDER, f"{SHOP}:{said.version}", NOW, said.retailer, said)
    key = said.order.order_id
    return envelope(Service.ORDER, f"{key}:{said.order.version}", said.at, key, said)


def topic_of(message: Envelope) -> str:
    """Where a message is written."""
    return _TOPIC.get(type(message.body), "order.events.v1")
