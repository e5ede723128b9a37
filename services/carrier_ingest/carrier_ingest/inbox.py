"""Comes in by Kafka: raw payloads to the normaliser, bookings and statuses to the plan."""

from collections.abc import Iterator

from waymark_events.ids import ShipmentId, shipment_id
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.messages.shipments import ShipmentBooked, ShipmentCancelled, ShipmentLinked
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_runtime import abreast
from waymark_runtime.consumer import Work

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
        """Turn what carriers said into facts, with the settings that were in force."""
        abreast.require(work.connection)
        payloads = [
            Payload(record, message, message.body)
            for record, message in work.envelopes()
            if isinstance(message.body, PayloadReceived)
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
    for record, message in work.envelopes():
        body = message.body
        if not isinstance(body, _CHANGES):
            continue
        if shipment_id(body.retailer, body.carrier, body.number) != message.subject:
            work.park(record, "wrong_key", "the key is not the id of the shipment it speaks of")
        else:
            yield Learned(record, ShipmentId(message.subject), body)
