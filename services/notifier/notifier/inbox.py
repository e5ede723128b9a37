"""Comes in by Kafka: statuses, orders and contacts."""

from collections.abc import Iterator
from uuid import UUID

from waymark_events.attributes import OWN
from waymark_events.codec import Encoded, Envelope
from waymark_events.ids import RecipientId, ShipmentId, shipment_id
from waymark_events.messages.orders import OrderEvent
from waymark_events.messages.people import ContactSet, RecipientErased
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.values import Value
from waymark_runtime.consumer import Work
from waymark_runtime.records import Arrived

from notifier.app.planning import ContactRead, EventRead, Forgotten, Planner, StatusRead
from notifier.app.retailer_events import Heard, RetailerEvents, written
from notifier.store import ledger

TOPICS = ("shipment.status.v1", "order.events.v1", "contact.v1")


class Inbox:
    """The handler of this service's consumer; an exception means: try the batch again."""

    def __init__(self, planner: Planner, events: RetailerEvents) -> None:
        self._planner = planner
        self._events = events

    def on_batch(self, work: Work) -> None:
        """Contacts first, then orders, then statuses: the fewer rows wait. Retailers hear last."""
        ledger.commit_safely(work.connection)
        messages = list(_messages(work))
        events = [
            EventRead(message.id, message.body, message.traceparent)
            for _, message in messages
            if isinstance(message.body, OrderEvent)
        ]
        statuses = [
            StatusRead(ShipmentId(message.subject), message.body, message.traceparent)
            for _, message in messages
            if isinstance(message.body, ShipmentStatusChanged)
        ]
        self._planner.take_contacts(work.connection, _contacts(work, messages))
        ended = self._planner.take_events(work.connection, events)
        ended += self._planner.take_statuses(work.connection, statuses)
        heard = [Heard(message, _as_it_came(record)) for record, message in messages]
        self._events.take(work.connection, [*heard, *written(ended)])


def _messages(work: Work) -> Iterator[tuple[Arrived, Envelope]]:
    """The messages whose type this build knows; the runtime counts the others."""
    for record, message in work.messages():
        if not isinstance(message, Envelope):
            continue
        wrong = _wrong_key(message.subject, message.body)
        if wrong is None:
            yield record, message
        else:
            work.park(record, "wrong_key", wrong)


def _as_it_came(record: Arrived) -> Encoded:
    """A record's own bytes: those that a newer build wrote may say more than this one reads.

    What a service wrote for itself alone is nobody else's.
    """
    headers = tuple(
        (name, raw) for name, raw in record.headers if raw is not None and name not in OWN
    )
    return Encoded(record.key or b"", record.value, headers)


def _wrong_key(key: str, body: Value) -> str | None:
    """Why a message may not stand under its key: it would be kept, or deleted, apart from it."""
    match body:
        case ShipmentStatusChanged():
            right = shipment_id(body.retailer, body.carrier, body.number)
            return None if key == right else "the key is not the id of the shipment it speaks of"
        case ContactSet():
            right_person = body.recipient_id
            return None if key == right_person else "the key is not the id of the person"
    return None


def _contacts(work: Work, messages: list[tuple[Arrived, Envelope]]) -> list[ContactRead]:
    """Set and deleted in the order of each person's partition; an erasure deletes too."""
    steps: list[tuple[Arrived, ContactRead]] = [
        (record, Forgotten(RecipientId(name))) for record, name in work.deletions() if _is_id(name)
    ]
    for record, message in messages:
        if isinstance(message.body, ContactSet):
            steps.append((record, message.body))
        elif isinstance(message.body, RecipientErased):
            steps.append((record, Forgotten(message.body.recipient_id)))
    return [step for _, step in sorted(steps, key=lambda one: one[0][:3])]


def _is_id(name: str) -> bool:
    """Whether a deleted key can name a person; nothing was ever kept under another."""
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
