"""Commands by topic: bodies of the like-named HTTP calls, with what there stands in the path."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from waymark_events.ids import RecipientId, order_id

from order.app.drafting import Done, Draft
from order.app.intake import Wish
from order.domain import commands
from order.domain.order import Order
from order.requests import parcels, reading
from order.requests.asking import Asking
from order.requests.bodies import AmendBody, Body, Contact, OrderBody, ParcelNo, Reference
from order.requests.parcel_bodies import Number, ParcelBody, ReturnBody


class AmendCommand(AmendBody):
    """`order.amend.v1`."""

    reference: Reference


class BookCommand(ParcelBody):
    """`order.book_parcel.v1`."""

    reference: Reference


class RebookCommand(Number):
    """`order.rebook_parcel.v1`."""

    reference: Reference
    parcel_no: ParcelNo


class CancelCommand(Body):
    """`order.cancel.v1`."""

    reference: Reference


class ReturnCommand(ReturnBody):
    """`order.return.v1`."""

    reference: Reference


OrderCommand = (
    OrderBody | AmendCommand | BookCommand | RebookCommand | CancelCommand | ReturnCommand
)
ORDER_COMMANDS: Final[Mapping[str, type[OrderCommand]]] = MappingProxyType(
    {
        "order.place.v1": OrderBody,
        "order.amend.v1": AmendCommand,
        "order.book_parcel.v1": BookCommand,
        "order.rebook_parcel.v1": RebookCommand,
        "order.cancel.v1": CancelCommand,
        "order.return.v1": ReturnCommand,
    }
)
CONTACT_COMMANDS: Final[Mapping[str, type[Contact]]] = MappingProxyType({"contact.put.v1": Contact})


class Wished(Struct, frozen=True):
    """What a command does, and whose contacts it may change."""

    wish: Wish
    people: tuple[RecipientId, ...] = ()


def of_order(asking: Asking, body: OrderCommand) -> Wished:
    """What a command about an order does; Denied where that shows without the order."""
    name = order_id(asking.call.retailer, body.reference)
    match body:
        case OrderBody():
            placing, buyer = reading.placing(asking, body)
            return Wished(lambda draft: draft.place(placing, buyer), (buyer.recipient_id,))
        case AmendCommand():
            amending = reading.amending(asking, body)
            return Wished(lambda draft: draft.change(name, lambda _: amending))
        case CancelCommand():
            return Wished(lambda draft: draft.change(name, lambda _: commands.Cancel()))
        case ReturnCommand():
            receiving = reading.receiving(body)
            return Wished(lambda draft: draft.change(name, lambda _: receiving))
        case BookCommand() | RebookCommand():
            return Wished(_numbered(asking, body))


def _numbered(asking: Asking, body: BookCommand | RebookCommand) -> Wish:
    """What gives a parcel a number, which may be odd."""
    name = order_id(asking.call.retailer, body.reference)

    def wish(draft: Draft) -> Done:
        warnings: list[str] = []

        def make(order: Order) -> commands.Command:
            if isinstance(body, BookCommand):
                return parcels.booking(asking, order, body, warnings.extend)
            return parcels.rebooking(asking, order, body.parcel_no, body, warnings.extend)

        return Done(draft.change(name, make).version, tuple(warnings))

    return wish


def of_contact(recipient: RecipientId, body: Contact) -> Wished:
    """Store a contact whole."""
    person = reading.person(body)
    return Wished(lambda draft: draft.reach(recipient, person), (recipient,))


def erasing(recipient: RecipientId) -> Wished:
    """Erase a contact."""
    return Wished(lambda draft: draft.forget(recipient), (recipient,))
