"""Records of the stream, read and placed in time: what each says, and when we learned it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from waymark_events.codec import Envelope, Refusal, UnknownType
from waymark_events.ids import RetailerId, ShipmentId, shipment_id
from waymark_events.messages.shipments import ShipmentFact
from waymark_runtime.consumer import Deleted, Work
from waymark_runtime.records import Arrived

from projection.store import clocks
from projection.store.clocks import Clock


class Incoming(Struct, frozen=True, gc=False):
    """One well-formed record. `body` is None for a type that this build does not know."""

    record: Arrived
    shipment: ShipmentId
    ce_id: str
    type: str
    known_at: datetime
    trace: str | None
    body: ShipmentFact | None


def read(work: Work, clocked: Mapping[int, Clock]) -> list[Incoming]:
    """The records of a batch that are messages; the others are parked.

    `known_at` is the append time, never below its predecessor's in that partition.
    """
    latest = {partition: clock.known_at for partition, clock in clocked.items()}
    incoming = list(_read(work, latest))
    clocks.save(work.connection, latest)
    return incoming


def misplaced(incoming: Incoming) -> Refusal | None:
    """Why the key is not the id of the shipment the fact speaks of; None when it is.

    Reckoned once a shipment, when its stream opens: later facts are compared with the row.
    """
    body = incoming.body
    if body is None:
        return Refusal("unknown_first", f"{incoming.type} cannot open the stream of a shipment")
    expected = shipment_id(RetailerId(body.retailer), body.carrier, body.number)
    if expected != incoming.shipment:
        return Refusal(
            "foreign_key",
            f"key {incoming.shipment} is not the id of {body.carrier} {body.number} of retailer"
            f" {body.retailer}: that is {expected}",
        )
    return None


def _read(work: Work, clock: dict[int, datetime]) -> Iterator[Incoming]:
    for record, message in work.steps():
        if isinstance(message, Deleted):
            continue  # no key of the stream is ever deleted
        known_at = max(record.appended_at, clock.get(record.partition, record.appended_at))
        clock[record.partition] = known_at
        yield _incoming(record, message, known_at)


def _incoming(record: Arrived, message: Envelope | UnknownType, known_at: datetime) -> Incoming:
    subject = ShipmentId(message.subject)
    if isinstance(message, Envelope) and isinstance(message.body, ShipmentFact):
        trace = message.traceparent
        kind = message.written_as
        return Incoming(record, subject, message.id, kind, known_at, trace, message.body)
    return Incoming(record, subject, message.id, message.type, known_at, None, None)
