"""Comes in by Kafka: statuses, orders and contacts."""

from collections.abc import Iterator
from functools import partial

from waymark_events.codec import Envelope
from waymark_events.ids import ShipmentId, shipment_id
from waymark_events.messages.orders import OrderEvent
from waymark_events.messages.people import ContactSet, RecipientErased
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_runtime.consumer import Work
from waymark_runtime.records import Arrived

from notifier.app.planning import EventRead, Planner, StatusRead
from notifier.store import ledger

TOPICS = ("shipment.status.v1", "order.events.v1", "contact.v1")


class Inbox:
    """The handler of this service's consumer; an exception means: try the batch again."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    def on_batch(self, work: Work) -> None:
        """Contacts first, then orders, then statuses: the fewer rows wait."""
        ledger.commit_safely(work.connection)
        messages = list(_messages(work))
        self._contacts(work, messages)
        events = [
            EventRead(message.id, message.body, message.traceparent)
            for _, message in messages
            if isinstance(message.body, OrderEvent)
        ]
        self._planner.take_events(work.connection, events)
        self._planner.take_statuses(work.connection, list(_statuses(work, messages)))

    def _contacts(self, work: Work, messages: list[tuple[Arrived, Envelope]]) -> None:
        """Set and delete in the order of each person's partition; an erasure deletes too."""
        drop, keep = self._planner.drop_contact, self._planner.take_contact
        steps = [
            (record[:3], partial(drop, work.connection, name)) for record, name in work.deletions()
        ]
        for record, message in messages:
            if isinstance(message.body, ContactSet):
                steps.append((record[:3], partial(keep, work.connection, message.body)))
            elif isinstance(message.body, RecipientErased):
                name = message.body.recipient_id
                steps.append((record[:3], partial(drop, work.connection, name)))
        for _, step in sorted(steps, key=lambda one: one[0]):
            step()


def _messages(work: Work) -> Iterator[tuple[Arrived, Envelope]]:
    """The messages whose type this build knows; the runtime counts the others."""
    for record, message in work.messages():
        if isinstance(message, Envelope):
            yield record, message


def _statuses(work: Work, messages: list[tuple[Arrived, Envelope]]) -> Iterator[StatusRead]:
    for record, message in messages:
        body = message.body
        if not isinstance(body, ShipmentStatusChanged):
            continue
        if shipment_id(body.retailer, body.carrier, body.number) != message.subject:
            work.park(record, "wrong_key", "the key is not the id of the shipment it speaks of")
        else:
            yield StatusRead(ShipmentId(message.subject), body, message.traceparent)
