"""Comes in by Kafka: statuses, orders and contacts."""

from collections.abc import Iterator

from waymark_events.attributes import OWN
from waymark_events.codec import Encoded, Envelope
from waymark_events.ids import RecipientId, ShipmentId, is_id, shipment_id
from waymark_events.messages.orders import OrderEvent
from waymark_events.messages.people import ContactSet, RecipientErased
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.topics.names import CONTACT, ORDER_EVENTS, SHIPMENT_STATUS
from waymark_events.values import Value
from waymark_runtime.consumer import Deleted, Work
from waymark_runtime.records import Arrived

from notifier.app.planning import ContactRead, EventRead, Forgotten, Planner, StatusRead
from notifier.app.retailer_events import Heard, RetailerEvents
from notifier.store import ledger

_Step = tuple[Arrived, Envelope | Deleted]
TOPICS = (SHIPMENT_STATUS, ORDER_EVENTS, CONTACT)


class Inbox:
    """The handler of this service's consumer; an exception means: try the batch again."""

    def __init__(self, planner: Planner, events: RetailerEvents) -> None:
        self._planner = planner
        self._events = events

    def on_batch(self, work: Work) -> None:
        """Contacts first, then orders, then statuses: the fewer rows wait. Retailers hear last."""
        ledger.commit_safely(work.connection)
        steps = list(_steps(work))
        messages = [(record, step) for record, step in steps if isinstance(step, Envelope)]
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
        self._planner.take_contacts(work.connection, list(_contacts(steps)))
        ended = self._planner.take_events(work.connection, events)
        ended += self._planner.take_statuses(work.connection, statuses)
        heard = [Heard(message, _as_it_came(record)) for record, message in messages]
        self._events.take(work.connection, [*heard, *ended])


def _steps(work: Work) -> Iterator[_Step]:
    """What this build knows and what stands under its own key; the runtime counts the unknown."""
    for record, step in work.steps():
        if isinstance(step, Deleted):
            yield record, step
        elif isinstance(step, Envelope):
            wrong = _wrong_key(step.subject, step.body)
            if wrong is None:
                yield record, step
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


def _contacts(steps: list[_Step]) -> Iterator[ContactRead]:
    """Set and deleted in the order of each person's partition; an erasure deletes too."""
    for _, step in sorted(steps, key=lambda one: one[0][:3]):
        match step:
            case Deleted(key=name) if is_id(name):
                yield Forgotten(RecipientId(name))
            case Envelope(body=ContactSet() as body):
                yield body
            case Envelope(body=RecipientErased() as body):
                yield Forgotten(body.recipient_id)
