"""Contacts: stored apart from events, of which each change leaves one without personal data."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict, replace
from waymark_events.ids import RecipientId, RetailerId
from waymark_events.messages.people import ContactChanged, ContactSet
from waymark_runtime.faults import Denied, TransientFault

from order.app.calls import Call
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
    """A contact as it will stand, and the fact of its change; both empty when nothing changes.

    A contact that is erased leaves the fact alone.
    """

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
            change = put(known, known.version, recipient, person, call)
            if not change.contacts:
                return known
            beside = Beside(at=call.now, retailer=call.retailer, contacts=change.contacts)
            try:
                self._store.save(change.entries, beside)
            except OvertakenError:
                continue
            return change.contacts[0]
        raise TransientFault("others keep changing this contact; try again", "overtaken")

    def ordering(self, call: Call, recipient: RecipientId, person: Person) -> ContactChange:
        """What an order changes of its buyer's contact: what it says is taken, the rest stays.

        Who was unknown gets a contact, even an empty one: it says whose recipient this is.
        """
        known = self._known(call.retailer, recipient)
        if known is not None:
            return put(known, known.version, recipient, merged(known, person), call)
        name = UUID(recipient)
        return put(None, self._store.heads([name]).get(name, 0), recipient, person, call)

    def _known(self, retailer: RetailerId, recipient: RecipientId) -> ContactSet | None:
        return self._rows.contacts(retailer, [recipient]).get(recipient)


def merged(known: ContactSet, person: Person) -> Person:
    """A contact as it is known, with what is said now; what is not said stays."""
    said = {name: value for name, value in asdict(person).items() if value is not None}
    return Person(**{name: getattr(known, name) for name in Person.__struct_fields__} | said)


def put(
    known: ContactSet | None, last: int, recipient: RecipientId, person: Person, call: Call
) -> ContactChange:
    """The change of a contact into what is said now; none where it stands so.

    `last` is the version of its last change, which the log remembers of an erased one too.
    """
    contact = ContactSet(
        retailer=call.retailer, recipient_id=recipient, version=last + 1, **asdict(person)
    )
    if known is not None and replace(contact, version=known.version) == known:
        return ContactChange()
    return ContactChange((contact,), (_fact(call, recipient, last + 1),))


def gone(known: ContactSet | None, call: Call) -> ContactChange:
    """The change of a contact into none: its fact says so by the row that is missing then."""
    if known is None:
        return ContactChange()
    return ContactChange((), (_fact(call, known.recipient_id, known.version + 1),))


def _fact(call: Call, recipient: RecipientId, version: int) -> Entry:
    fact = ContactChanged(
        retailer=call.retailer, recipient_id=recipient, version=version, at=call.now
    )
    return Entry(UUID(recipient), version, fact)
