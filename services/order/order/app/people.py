"""Contacts: stored apart from events, of which each change leaves one without personal data."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict, replace
from waymark_events.ids import RecipientId, RetailerId
from waymark_events.messages.people import ContactChanged, ContactSet
from waymark_events.values import Instant
from waymark_runtime.faults import TransientFault

from order.app.calls import Call, Denied
from order.store.beside import Beside
from order.store.entries import Entry
from order.store.orders import OrderStore, OvertakenError
from order.store.rows import Rows

_ATTEMPTS: Final = 4


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
        """Store a known recipient's contact whole; the same one again changes nothing.

        404 for who was in no order: another retailer's recipient is answered the same.
        """
        for _ in range(_ATTEMPTS):
            known = self._known(call.retailer, recipient)
            if known is None:
                raise Denied(404, "unknown_recipient", "there is no recipient with this id")
            change = _change(known, person, call.retailer, recipient, call.now)
            if not change.contacts:
                return known
            beside = Beside(at=call.now, retailer=call.retailer, contacts=change.contacts)
            try:
                self._store.save(change.entries, beside)
            except OvertakenError:
                continue
            return change.contacts[0]
        raise TransientFault("others keep changing this contact; try again", "overtaken")

    def ordering(
        self, retailer: RetailerId, recipient: RecipientId, person: Person, now: Instant
    ) -> ContactChange:
        """What an order changes of its buyer's contact: what it says is taken, the rest stays.

        Who was unknown gets a contact, even an empty one: it says whose recipient this is.
        """
        known = self._known(retailer, recipient)
        if known is None:
            return _change(None, person, retailer, recipient, now)
        said = {name: value for name, value in asdict(person).items() if value is not None}
        before = {name: getattr(known, name) for name in Person.__struct_fields__}
        return _change(known, Person(**{**before, **said}), retailer, recipient, now)

    def _known(self, retailer: RetailerId, recipient: RecipientId) -> ContactSet | None:
        return self._rows.contacts(retailer, [recipient]).get(recipient)


def _change(
    known: ContactSet | None,
    person: Person,
    retailer: RetailerId,
    recipient: RecipientId,
    now: Instant,
) -> ContactChange:
    version = known.version + 1 if known is not None else 1
    contact = ContactSet(
        retailer=retailer, recipient_id=recipient, version=version, **asdict(person)
    )
    if known is not None and replace(contact, version=known.version) == known:
        return ContactChange()
    fact = ContactChanged(retailer=retailer, recipient_id=recipient, version=version, at=now)
    return ContactChange((contact,), (Entry(UUID(recipient), version, fact),))
