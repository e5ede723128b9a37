"""A record of the stream, read and checked: what it says, or why it cannot be folded."""

from datetime import datetime

from msgspec import Struct
from waymark_events.codec import Envelope, Refusal, UnknownType, decode
from waymark_events.ids import RetailerId, ShipmentId, shipment_id
from waymark_events.messages.shipments import ShipmentFact
from waymark_events.topics import source, writer_of
from waymark_runtime.records import Arrived

STREAM = "shipment.events.v1"


class Incoming(Struct, frozen=True, gc=False):
    """One well-formed record. `body` is None for a type that this build does not know."""

    record: Arrived
    shipment: ShipmentId
    ce_id: str
    type: str
    known_at: datetime
    trace: str | None
    body: ShipmentFact | None


def read(record: Arrived, known_at: datetime) -> Incoming | Refusal:
    """Decode a record and see that its writer and key are right; never raises."""
    message = decode(record.key, record.value, record.headers)
    if isinstance(message, Refusal):
        return message
    if isinstance(message, UnknownType):
        return Incoming(
            record, ShipmentId(message.subject), message.id, message.type, known_at, None, None
        )
    return _placed(record, message, known_at)


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


def _placed(record: Arrived, message: Envelope, known_at: datetime) -> Incoming | Refusal:
    kind = message.type
    writer = writer_of(STREAM, kind)
    if writer is None:
        return Refusal("wrong_topic", f"{kind} is not written to {STREAM}")
    if message.source != source(writer):
        return Refusal(
            "wrong_writer", f"{kind} from {message.source}; only {source(writer)} writes it"
        )
    body = message.body
    if not isinstance(body, ShipmentFact):
        return Refusal("wrong_topic", f"{kind} is no fact of a shipment")
    return Incoming(
        record,
        ShipmentId(message.subject),
        message.id,
        kind,
        known_at,
        message.traceparent,
        body,
    )
