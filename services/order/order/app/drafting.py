"""What a batch of commands has decided so far, over what is stored. Nothing is written here."""

from collections.abc import Callable, Mapping
from uuid import UUID

from msgspec import Struct
from waymark_events.ids import OrderId, RecipientId
from waymark_events.messages.people import ContactSet
from waymark_runtime.faults import Denied

from order.app.calls import Call
from order.app.deciding import can_be_sent, placed_and_booked, refusals
from order.app.orders import Buyer
from order.app.people import ContactChange, Person, gone, merged, put
from order.domain.commands import Book, Command, Place
from order.domain.decide import decide, place
from order.domain.order import Order
from order.store.beside import Due
from order.store.entries import Entry
from order.store.orders import Change


class Done(Struct, frozen=True):
    """The version of the order or contact after a command, and what is odd about what it said."""

    version: int
    warnings: tuple[str, ...] = ()


class Draft:
    """Decides one command after the other, each on what those before it left.

    `heads` says how many facts each name had in the log when `orders` and `contacts` were read.
    `entries` are in the order in which they are to be appended.
    """

    def __init__(
        self,
        call: Call,
        heads: Mapping[UUID, int],
        orders: Mapping[OrderId, Order],
        contacts: Mapping[RecipientId, ContactSet],
    ) -> None:
        self.call = call
        self.heads = dict(heads)
        self._orders = dict(orders)
        self._contacts: dict[RecipientId, ContactSet | None] = dict(contacts)
        self.entries: list[Entry] = []
        self.due: dict[OrderId, Due] = {}
        self.changed: dict[RecipientId, ContactSet | None] = {}

    def place(self, command: Place, buyer: Buyer) -> Done:
        """Make an order, and take in what it says of its buyer."""
        before = self._orders.get(command.order_id)
        with refusals():
            change = can_be_sent(Change.of(before, place(before, command, self.call.now)))
        self._take(change)
        self._meet(buyer)
        return Done(change.after.version)

    def track(self, command: Place, buyer: Buyer, booking: Book) -> Done:
        """Book a parcel to be tracked; its order is placed if there is none."""
        before = self._orders.get(command.order_id)
        with refusals():
            facts = placed_and_booked(before, command, booking, self.call.now)
            change = can_be_sent(Change.of(before, facts))
        self._take(change)
        if before is None:
            self._meet(buyer)
        return Done(change.after.version)

    def order(self, order_id: OrderId) -> Order | None:
        """The order as it is by now; None when there is none."""
        return self._orders.get(order_id)

    def change(self, order_id: OrderId, make: Callable[[Order], Command]) -> Done:
        """Ask an order for something; `make` gives the command for the order as it is then."""
        before = self._orders.get(order_id)
        if before is None:
            detail = "there is no order with this reference; place it first"
            raise Denied(404, "unknown_order", detail)
        with refusals():
            change = can_be_sent(Change.of(before, decide(before, make(before), self.call.now)))
        if change.facts:
            self._take(change)
        return Done(change.after.version)

    def reach(self, recipient: RecipientId, person: Person) -> Done:
        """Store a contact whole, also of somebody who is in no order yet."""
        self._put(recipient, person)
        return Done(self.heads[UUID(recipient)])

    def forget(self, recipient: RecipientId) -> Done:
        """Erase a contact; one that is not there stays so."""
        change = gone(self._contacts.get(recipient), self.call)
        if change.entries:
            self._set(recipient, None, change)
        return Done(self.heads.get(UUID(recipient), 0))

    def append(self, entry: Entry) -> None:
        """Add a fact after all others."""
        self.entries.append(entry)
        self.heads[entry.originator_id] = entry.originator_version

    def _take(self, change: Change) -> None:
        after = change.after
        self._orders[after.order_id] = after
        self.due[after.order_id] = change.due
        for entry in change.entries:
            self.append(entry)

    def _meet(self, buyer: Buyer) -> None:
        """Take in what an order says of its buyer; what it does not say stays."""
        known, person = self._contacts.get(buyer.recipient_id), buyer.person
        self._put(buyer.recipient_id, person if known is None else merged(known, person))

    def _put(self, recipient: RecipientId, person: Person) -> None:
        known, last = self._contacts.get(recipient), self.heads.get(UUID(recipient), 0)
        change = put(known, last, recipient, person, self.call)
        if change.contacts:
            self._set(recipient, change.contacts[0], change)

    def _set(
        self, recipient: RecipientId, contact: ContactSet | None, change: ContactChange
    ) -> None:
        self._contacts[recipient] = self.changed[recipient] = contact
        for entry in change.entries:
            self.append(entry)
