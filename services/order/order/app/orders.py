"""Commands to orders: load, decide, and record events, contacts and the answer together."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from waymark_events.ids import OrderId, RecipientId, ShipmentId
from waymark_runtime.faults import Denied

from order.app.calls import Call, Outcome
from order.app.deciding import can_be_sent, placed_and_booked, refusals
from order.app.once import Once
from order.app.people import ContactChange, People, Person
from order.domain.commands import Book, Command, Place
from order.domain.decide import decide, place
from order.domain.order import Order
from order.store.beside import Answered, Beside
from order.store.orders import Change, OrderStore


class Buyer(Struct, frozen=True):
    """Whom an order is for, and what it says of them."""

    recipient_id: RecipientId
    person: Person = Person()


class Orders:
    """The write side. Every method is one transaction, done once per Idempotency-Key."""

    def __init__(self, store: OrderStore, people: People, once: Once) -> None:
        self._store = store
        self._people = people
        self._once = once

    def place(self, call: Call, command: Place, buyer: Buyer) -> Outcome:
        """Make an order and store its buyer's contact with it."""

        def attempt() -> Outcome:
            before = self._store.load(command.order_id)
            with refusals():
                change = Change.of(before, place(before, command, call.now))
            return self._record(call, change, 201, contact=self._contact(call, buyer))

        return self._once(call, attempt, self._again)

    def change(
        self, call: Call, order_id: OrderId, make: Callable[[Order], Command], status: int = 200
    ) -> Outcome:
        """Ask an order for something; `make` gives the command for the order as it is now."""

        def attempt() -> Outcome:
            before = self._own(call, order_id)
            with refusals():
                command = make(before)
                change = Change.of(before, decide(before, command, call.now))
            return self._record(call, change, status, shipment=_leg_of(command))

        return self._once(call, attempt, self._again)

    def track(self, call: Call, command: Place, buyer: Buyer, booking: Book) -> Outcome:
        """Have a parcel tracked: its order is placed if there is none; 200 if it is so already."""

        def attempt() -> Outcome:
            before = self._store.load(command.order_id)
            shipment = booking.label.leg.shipment_id
            if before is not None and before.travelling_as(shipment) is not None:
                return self._record(call, Change.of(before, ()), 200, shipment=shipment)
            with refusals():
                change = Change.of(before, placed_and_booked(before, command, booking, call.now))
            contact = self._contact(call, buyer) if before is None else ContactChange()
            return self._record(call, change, 201, contact=contact, shipment=shipment)

        return self._once(call, attempt, self._again)

    def _again(self, known: Answered) -> Outcome:
        """The outcome of then: the order as of the version that was answered."""
        order = None
        if known.order_id is not None:
            order = self._store.load(known.order_id, upto=known.version)
        if order is None:
            raise LookupError(f"order {known.order_id} was answered for and is not in the log")
        return Outcome(status=known.status, order=order, shipment=known.shipment)

    def _own(self, call: Call, order_id: OrderId) -> Order:
        """The order, if it is this retailer's; another's is answered like one that is not."""
        order = self._store.load(order_id)
        if order is None or order.retailer != call.retailer:
            raise Denied(404, "unknown_order", "there is no order with this id")
        if call.expected is not None and call.expected != order.version:
            raise Denied(
                412,
                "version_changed",
                f"the order is at version {order.version}, not {call.expected}; read it again",
            )
        return order

    def _contact(self, call: Call, buyer: Buyer) -> ContactChange:
        return self._people.ordering(call, buyer.recipient_id, buyer.person)

    def _record(
        self,
        call: Call,
        change: Change,
        status: int,
        *,
        contact: ContactChange = ContactChange(),  # noqa: B008 (frozen)
        shipment: ShipmentId | None = None,
    ) -> Outcome:
        outcome = Outcome(status=status, order=can_be_sent(change).after, shipment=shipment)
        beside = Beside(
            at=call.now,
            retailer=call.retailer,
            contacts=contact.contacts,
            answered=_answered(call, outcome),
            due=(change.due,) if change.facts else (),
        )
        if change.facts or contact.entries or beside.answered is not None:
            self._store.save([*change.entries, *contact.entries], beside)
        return outcome


def _answered(call: Call, outcome: Outcome) -> Answered | None:
    if call.key is None:
        return None
    return Answered(
        key=call.key,
        request=call.request,
        status=outcome.status,
        order_id=outcome.order.order_id,
        version=outcome.order.version,
        shipment=outcome.shipment,
    )


def _leg_of(command: Command) -> ShipmentId | None:
    label = getattr(command, "label", None)
    return None if label is None else label.leg.shipment_id


def warned(outcome: Outcome, *warnings: str) -> Outcome:
    """The outcome with what the caller should know of what it sent."""
    return replace(outcome, warnings=(*outcome.warnings, *warnings))
