"""Orders and parcels wanted many at once: each has a result, and what is there stays as it is."""

from collections.abc import Mapping

from msgspec import Struct
from waymark_events.ids import OrderId, ShipmentId
from waymark_events.messages.orders import LinkGrant
from waymark_events.values import Value
from waymark_runtime.faults import Denied

from order.app.drafting import Draft
from order.app.orders import Buyer
from order.domain.commands import Book, Place
from order.domain.facts import Placed
from order.domain.order import Order
from order.domain.repeating import differences


class Placing(Struct, frozen=True, kw_only=True):
    """An order to place, unless it is there already. `said`: what the caller did not leave out."""

    command: Place
    buyer: Buyer
    said: frozenset[str] = frozenset()


class Tracking(Struct, frozen=True, kw_only=True):
    """A parcel to track, unless it is tracked already. `warnings`: what is odd about its number."""

    command: Place
    buyer: Buyer
    booking: Book
    warnings: tuple[str, ...] = ()


Wanted = Placing | Tracking | Denied
"""What an item asks for; `Denied` is one that could not be read."""


class Denial(Struct, frozen=True):
    """Why an item was not done."""

    code: str
    detail: str
    errors: tuple[Mapping[str, str], ...] = ()


class Result(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of an item: 201 made, 200 there already, else why not. Nothing personal."""

    status: int
    order_id: OrderId | None = None
    version: int | None = None
    reference: str | None = None
    link: LinkGrant | None = None
    shipment: ShipmentId | None = None
    warnings: tuple[str, ...] = ()
    denial: Denial | None = None


class Many:
    """Takes one item after the other into a draft. `firsts`: how orders were placed that are there.

    An item that is refused leaves the draft as it was.
    """

    def __init__(self, draft: Draft, firsts: Mapping[OrderId, Value]) -> None:
        self._draft = draft
        self._firsts = dict(firsts)

    def take(self, wanted: Wanted) -> Result:
        """Decide an item on what the ones before it left."""
        try:
            match wanted:
                case Placing():
                    return self._placed(wanted)
                case Tracking():
                    return self._tracked(wanted)
                case Denied() as denied:
                    raise denied
        except Denied as no:
            denial = Denial(no.code, no.detail, tuple(no.errors))
            return Result(status=no.status, denial=denial)

    def _placed(self, wanted: Placing) -> Result:
        name = wanted.command.order_id
        before = self._draft.order(name)
        if before is not None:
            self._is_repeat(before, wanted)
            return _result(200, before)
        start = len(self._draft.entries)
        self._draft.place(wanted.command, wanted.buyer)
        return self._made(name, start)

    def _is_repeat(self, before: Order, wanted: Placing) -> None:
        first = self._firsts[before.order_id]
        if not isinstance(first, Placed):
            raise TypeError(f"the first fact of an order is {type(first).__name__}, not Placed")
        other = differences(first, before, wanted.command, wanted.said)
        if other:
            raise Denied(
                409,
                "order_exists",
                f"order {before.reference!r} exists already, with other {' and '.join(other)}; "
                "change it by its own routes, or give another order another reference",
            )

    def _tracked(self, wanted: Tracking) -> Result:
        name, shipment = wanted.command.order_id, wanted.booking.label.leg.shipment_id
        before = self._draft.order(name)
        if before is not None and before.travelling_as(shipment) is not None:
            return _result(200, before, shipment, wanted.warnings)
        start = len(self._draft.entries)
        self._draft.track(wanted.command, wanted.buyer, wanted.booking)
        return self._made(name, start, shipment, wanted.warnings)

    def _made(
        self,
        name: OrderId,
        start: int,
        shipment: ShipmentId | None = None,
        warnings: tuple[str, ...] = (),
    ) -> Result:
        """The result of what was drafted from this entry on; a new order's first fact is there."""
        order = self._draft.order(name)
        if order is None:
            raise LookupError(f"order {name} was placed and is not in the draft")
        self._firsts.setdefault(name, self._draft.entries[start].fact)
        return _result(201, order, shipment, warnings)


def _result(
    status: int,
    order: Order,
    shipment: ShipmentId | None = None,
    warnings: tuple[str, ...] = (),
) -> Result:
    return Result(
        status=status,
        order_id=order.order_id,
        version=order.version,
        reference=order.reference,
        link=order.links[0] if order.links else None,
        shipment=shipment,
        warnings=warnings,
    )
