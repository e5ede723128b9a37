"""Contacts: stored apart from events, of which each change leaves one without personal data."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict, replace
from waymark_events.ids import RecipientId, RetailerId
from waymark_events.messages.people import ContactChanged, ContactSet
from waymark_events.values import Instant

from order.app.calls import Call
from order.store.beside import Beside
from order.store.entries import Entry
from order.store.orders import OrderStore, OvertakenError
from order.store.rows import Rows


class Person(Struct, frozen=True, kw_only=True):
    """How a person is reached, as the retailer says it. Personal data."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    postcode: str | None = None


class ContactChange(Struct, frozen=True):
    """A contact as it will stand, and the fact of its change; both empty when nothing changes."""

    contacts: tuple[ContactSet, ...] = ()
    entries: tuple[Entry, ...] = ()


class People:
    """The only place where personal data is kept."""

    def __init__(self, store: OrderStore, rows: Rows) -> None:
        self._store = store
        self._rows = rows

    def contacts(
        self, retailer: RetailerId, recipients: Sequence[RecipientId]
    ) -> dict[RecipientId, ContactSet]:
        """Contacts as they are now; unknown and erased ones are absent."""
        return self._rows.contacts(retailer, recipients)

    def set(self, call: Call, recipient: RecipientId, person: Person) -> ContactSet:
        """Store a contact; the same one again changes nothing."""
        while True:
            change = self.change(call.retailer, recipient, person, call.now)
            if not change.contacts:
                return self._rows.contacts(call.retailer, [recipient])[recipient]
            beside = Beside(at=call.now, retailer=call.retailer, contacts=change.contacts)
            try:
                self._store.save(change.entries, beside)
            except OvertakenError:
                continue
            return change.contacts[0]

    def change(
        self, retailer: RetailerId, recipient: RecipientId, person: Person, now: Instant
    ) -> ContactChange:
        """What storing this person changes; to be saved with what caused it."""
        known = self._rows.contacts(retailer, [recipient]).get(recipient)
        version = known.version + 1 if known is not None else 1
        contact = ContactSet(
            retailer=retailer, recipient_id=recipient, version=version, **asdict(person)
        )
        if known is not None and replace(contact, version=known.version) == known:
            return ContactChange()
        fact = ContactChanged(retailer=retailer, recipient_id=recipient, version=version, at=now)
        return ContactChange((contact,), (Entry(UUID(recipient), version, fact),))
