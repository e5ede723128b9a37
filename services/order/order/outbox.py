"""What goes out: each stored fact's messages, in the order in which the log was committed.

Nothing is kept of what was published but a position; a crash repeats, it never skips. Records of
compacted topics are written from the row as it stands when they are published, with its version
in their id, so that one id never has two contents.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from psycopg import Connection
from waymark_events.codec import Encoded, Envelope, envelope, tombstone
from waymark_events.contact_keys import contact_keys
from waymark_events.messages.intake import IntakeAnswer
from waymark_events.messages.people import ContactChanged, ContactKeysSet, ContactSet
from waymark_events.messages.retailers import KeyChanged, KeySet, RetailerChanged, RetailerSet
from waymark_events.topics import Service
from waymark_events.topics.names import CONTACT, CONTACT_KEYS, KEY, ORDER_EVENTS, RETAILER
from waymark_events.values import Instant, Value
from waymark_runtime import abreast, relay
from waymark_runtime.outgoing import Outgoing, outgoing

from order.domain.evolve import evolve
from order.domain.facts import Fact
from order.domain.messages import messages
from order.domain.order import Order
from order.store import intake
from order.store.entries import Entry, FactMapper
from order.store.recorder import OrderRecorder
from order.store.remaking import with_fact
from order.store.rows import Current, Rows

Changed = ContactChanged | RetailerChanged | KeyChanged
Kept = ContactSet | ContactKeysSet | RetailerSet | KeySet
_MAPPER: Final = FactMapper()


class Telling:
    """Reads the log after a position and says what its facts say."""

    def __init__(self, recorder: OrderRecorder, rows: Rows, contact_key: bytes) -> None:
        self._recorder = recorder
        self._rows = rows
        self._contact_key = contact_key

    def read(self, connection: Connection, after: int, limit: int) -> Sequence[relay.Entry]:
        """The next facts' numbers and messages, as a relay reads a log.

        Numbers have holes; none appears late. The log has connections of its own. Nothing is read
        while rows may be older than what was published of them.
        """
        abreast.require(connection)
        page = self._recorder.select_notifications(
            start=after, limit=limit, inclusive_of_start=False
        )
        if not page:
            return []
        entries = [(one.id, _entry(one)) for one in page]
        orders = self._messages_of_orders(entry for _, entry in entries)
        current = self._current([entry.fact for _, entry in entries])
        return [
            relay.Entry(number, orders.get(_place(entry)) or self._of_other(entry, current))
            for number, entry in entries
        ]

    def _messages_of_orders(
        self, entries: Iterable[Entry]
    ) -> dict[tuple[UUID, int], list[Outgoing]]:
        """Messages of facts about orders by place; each order is read once, from its start."""
        wanted = {_place(entry) for entry in entries if isinstance(entry.fact, Fact)}
        stored = self._recorder.select_many(sorted({originator for originator, _ in wanted}))
        found: dict[tuple[UUID, int], list[Outgoing]] = {}
        for _, events in groupby(stored, key=lambda event: event.originator_id):
            before: Order | None = None
            for event in events:
                entry = _entry(event)
                if not isinstance(entry.fact, Fact):
                    break
                after = evolve(before, entry.fact)
                if _place(entry) in wanted:
                    said = messages(before, entry.fact, after)
                    first, *more = [outgoing(one.topic, one.envelope) for one in said]
                    found[_place(entry)] = [with_fact(first, event), *more]
                before = after
        return found

    def _current(self, facts: Sequence[Value]) -> Current:
        return self._rows.current(
            [fact.recipient_id for fact in facts if isinstance(fact, ContactChanged)],
            [fact.retailer for fact in facts if isinstance(fact, RetailerChanged)],
            [fact.key_id for fact in facts if isinstance(fact, KeyChanged)],
        )

    def _of_other(self, entry: Entry, current: Current) -> list[Outgoing]:
        fact = entry.fact
        if isinstance(fact, IntakeAnswer):
            return [_answer(entry, fact)]
        if not isinstance(fact, Changed):
            raise TypeError(f"the log holds {type(fact).__name__}, of which nothing can be said")
        subject = _subject(fact)
        first = _said(f"{subject}:{entry.originator_version}:0", fact.at, subject, fact)
        return [outgoing(ORDER_EVENTS, first), *self._compacted(fact, current)]

    def _compacted(self, fact: Changed, current: Current) -> Iterator[Outgoing]:
        match fact:
            case ContactChanged():
                contact = current.contacts.get(fact.recipient_id)
                if contact is None:
                    yield outgoing(CONTACT, tombstone(fact.recipient_id))
                    yield outgoing(CONTACT_KEYS, tombstone(fact.recipient_id))
                    return
                keys = contact_keys(self._contact_key, contact.body)
                yield _row(CONTACT, fact.recipient_id, contact.body, contact.changed_at)
                yield _row(CONTACT_KEYS, fact.recipient_id, keys, contact.changed_at)
            case RetailerChanged():
                setting = current.settings[fact.retailer]
                yield _row(RETAILER, fact.retailer, setting.body, setting.changed_at)
            case KeyChanged():
                key = current.keys[fact.key_id]
                yield _row(KEY, fact.key_id, key.body, key.changed_at)


def repeated_answers(relay_name: str, connection: Connection, limit: int) -> Sequence[relay.Entry]:
    """Answers to repeated commands, byte for byte as that relay has published them before."""
    found = [
        (one.number, _entry(one.answer)) for one in intake.repeats(connection, relay_name, limit)
    ]
    return [
        relay.Entry(number, [_answer(entry, entry.fact)])
        for number, entry in found
        if isinstance(entry.fact, IntakeAnswer)
    ]


def _answer(entry: Entry, fact: IntakeAnswer) -> Outgoing:
    """An answer stands with its order or person; one to what named neither by itself."""
    name = str(entry.originator_id)
    message_id = f"{name}:{entry.originator_version}:0"
    subject = fact.order_id or fact.recipient_id or name
    return outgoing(ORDER_EVENTS, _said(message_id, fact.at, subject, fact))


def _row(topic: str, subject: str, body: Kept, changed_at: Instant) -> Outgoing:
    message_id = f"{subject}:{body.version}:{topic}"
    return outgoing(topic, _said(message_id, changed_at, subject, body))


def _said(message_id: str, at: Instant, subject: str, body: Value) -> Envelope | Encoded:
    return envelope(Service.ORDER, message_id, at, subject, body)


def _subject(fact: Changed) -> str:
    match fact:
        case ContactChanged():
            return fact.recipient_id
        case RetailerChanged():
            return fact.retailer
        case KeyChanged():
            return fact.key_id


def _entry(stored: StoredEvent) -> Entry:
    entry = _MAPPER.to_domain_event(stored)
    if not isinstance(entry, Entry):
        raise TypeError(f"the log gave {type(entry).__name__}")
    return entry


def _place(entry: Entry) -> tuple[UUID, int]:
    return entry.originator_id, entry.originator_version
