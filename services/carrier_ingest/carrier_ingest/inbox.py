"""Comes in by Kafka: raw payloads to the normaliser, bookings and statuses to the plan."""

from collections.abc import Iterator

from waymark_events.codec import Envelope, Refusal, UnknownType, decode
from waymark_events.ids import ShipmentId, shipment_id
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.messages.shipments import ShipmentBooked, ShipmentCancelled, ShipmentLinked
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.topics import source, writer_of
from waymark_runtime.consumer import Work
from waymark_runtime.records import Arrived

from carrier_ingest.app.hearing import Hearing
from carrier_ingest.app.normalising import Normaliser, Payload
from carrier_ingest.app.planning import Learned, Planner
from carrier_ingest.carriers.dialect import Channel

_CHANGES = (ShipmentBooked, ShipmentCancelled, ShipmentLinked, ShipmentStatusChanged)


class Inbox:
    """The handlers of this service's consumers; an exception means: try the batch again."""

    def __init__(self, normaliser: Normaliser, planner: Planner, hearing: Hearing) -> None:
        self._normaliser = normaliser
        self._planner = planner
        self._hearing = hearing

    def on_payloads(self, work: Work) -> None:
        """Turn what carriers said into facts."""
        payloads = [
            Payload(record, envelope, envelope.body)
            for record, envelope in _messages(work)
            if isinstance(envelope.body, PayloadReceived)
        ]
        self._normaliser.take(work, payloads)
        for payload in payloads:
            if payload.body.channel == Channel.PUSH:
                body = payload.body
                self._hearing.note(body.retailer, body.account, payload.record.appended_at)

    def on_changes(self, work: Work) -> None:
        """Keep the plan by bookings, cancellations, rebookings and statuses."""
        self._planner.take(work, list(_learned(work)))


def _learned(work: Work) -> Iterator[Learned]:
    for record, envelope in _messages(work):
        body = envelope.body
        if isinstance(body, ShipmentStatusChanged | ShipmentBooked | ShipmentCancelled) and (
            shipment_id(body.retailer, body.carrier, body.number) != envelope.subject
        ):
            work.park(record, "wrong_key", "the key is not the id of the shipment it speaks of")
        elif isinstance(body, _CHANGES):
            yield Learned(record, ShipmentId(envelope.subject), body)


def _messages(work: Work) -> Iterator[tuple[Arrived, Envelope]]:
    """The records that are messages of their topic's writers; the others are parked.

    A type this build does not know says nothing that it could use, and is left alone.
    """
    for record in work.records:
        match decode(record.key, record.value, record.headers):
            case Refusal(reason=reason, detail=detail):
                work.park(record, reason, detail)
            case UnknownType():
                continue
            case Envelope() as envelope:
                if _is_from_writer(record.topic, envelope):
                    yield record, envelope
                else:
                    work.park(record, "foreign_writer", _foreign(record.topic, envelope))


def _is_from_writer(topic: str, envelope: Envelope) -> bool:
    writer = writer_of(topic, envelope.type)
    return writer is not None and envelope.source == source(writer)


def _foreign(topic: str, envelope: Envelope) -> str:
    writer = writer_of(topic, envelope.type)
    return f"{envelope.type} on {topic} came from {envelope.source!r}; its only writer is {writer}"
