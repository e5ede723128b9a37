"""A parcel to track in one call: its order, its buyer and its booking."""

from typing import Final

from msgspec import Struct
from waymark_events.ids import AccountId

from order.app import labels
from order.app.orders import Buyer
from order.domain.commands import Book, Place
from order.requests import reading
from order.requests.asking import Asking
from order.requests.bodies import OrderBody, Recipient
from order.requests.parcel_bodies import ShipmentBody

_PERSONAL: Final = {"name", "email", "phone", "language", "postcode"}


class Tracked(Struct, frozen=True):
    """What tracking a number needs, and what is odd about the number."""

    command: Place
    buyer: Buyer
    booking: Book
    warnings: tuple[str, ...]


def tracking(asking: Asking, body: ShipmentBody) -> Tracked:
    """Without a reference the order is called `<carrier>:<canonical number>`."""
    to = reading.destination(asking, body.destination)
    account = body.carrier_account
    typed = labels.Typed(
        number=body.number,
        carrier=body.carrier,
        carrier_account=None if account is None else AccountId(account),
        destination_country=to.country,
    )
    checked = labels.checked(typed, asking.retailer, asking.call.now)
    leg = checked.label.leg
    given = body.model_dump(include=_PERSONAL, exclude_none=True)
    order = OrderBody(
        reference=body.reference or f"{leg.carrier}:{leg.number}",
        recipient=Recipient(**given) if given else None,
        destination=body.destination,
        notify=body.notify,
    )
    command, buyer = reading.placing(asking, order)
    booking = Book(label=checked.label, destination=to, notify=reading.told(asking, body.notify))
    return Tracked(command, buyer, booking, checked.warnings)
