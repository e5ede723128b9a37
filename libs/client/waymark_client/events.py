"""One event, whichever way it came: webhook, list or the retailer's own topic."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from waymark_events.attributes import NotOursError, instant_of, read
from waymark_events.codec import Envelope, Refusal, UnknownType, decode
from waymark_events.ids import public
from waymark_events.messages.intake import IntakeAnswer
from waymark_events.messages.notifications import Notification
from waymark_events.messages.orders import OrderEvent
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.messages.webhooks import WebhookEndpointDisabled
from waymark_events.registry import TYPES
from waymark_events.values import Value
from waymark_events.webhooks import TEST_TYPE, WebhookTest

from waymark_client.errors import UnreadableError

GENERATION: Final = 1_000_000
"""A shipment's sequence is its generation times this, and its version."""
Data = Value | dict[str, Any]


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened. The same event has the same `id` on every way.

    `subject` is a public id, such as `shp_…` or `ord_…`; None where this version cannot tell.
    `sequence` grows per subject: what is not above the highest you have is old; None where nothing
    is newer than the other. `data` is the message, or its JSON object when this version of the
    client does not know the type, or a word in it.
    """

    id: str
    type: str
    timestamp: datetime
    data: Data
    subject: str | None = None
    sequence: int | None = None


class _Written(Struct, frozen=True, kw_only=True):
    id: str
    type: str
    timestamp: datetime
    data: msgspec.Raw
    subject: str | None = None
    sequence: int | None = None


_WRITTEN: Final = msgspec.json.Decoder(_Written)
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_KINDS: Final[Mapping[str, type[Value]]] = {**TYPES, TEST_TYPE: WebhookTest}
_DECODERS: Final = {name: msgspec.json.Decoder(kind) for name, kind in _KINDS.items()}


def event_from(body: bytes | msgspec.Raw) -> Event:
    """An event as webhooks and lists write it. UnreadableError when it is none."""
    try:
        said = _WRITTEN.decode(body)
        data = _data(said.type, bytes(said.data))
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise UnreadableError(f"this is no event: {fault}", code="unreadable") from fault
    return Event(
        id=said.id,
        type=said.type,
        timestamp=said.timestamp,
        data=data,
        subject=said.subject,
        sequence=said.sequence,
    )


def event_of(
    headers: Sequence[tuple[str, bytes | None]], key: bytes | None, value: bytes | None
) -> Event:
    """An event from a record of the retailer's topic, as Kafka clients give its parts.

    UnreadableError, with a sentence, for what is no message of Waymark.
    """
    found = decode(key, value, headers)
    if isinstance(found, Envelope):
        return Event(
            id=found.id,
            type=found.type,
            timestamp=found.time,
            data=found.body,
            subject=_subject(found.body, found.subject),
            sequence=_sequence(found.body),
        )
    try:
        return _unknown(headers, found, value or b"")
    except (NotOursError, msgspec.MsgspecError, UnicodeDecodeError) as fault:
        why = found.detail if isinstance(found, Refusal) else str(fault)
        raise UnreadableError(f"this record is no event: {why}", code="unreadable") from fault


def _unknown(
    headers: Sequence[tuple[str, bytes | None]], found: UnknownType | Refusal, value: bytes
) -> Event:
    """A type, or a word in it, that is newer than this client."""
    if isinstance(found, Refusal) and found.reason != "bad_value":
        raise NotOursError(found.reason, found.detail)
    attributes = read(headers)
    return Event(
        id=attributes["ce_id"],
        type=attributes["ce_type"],
        timestamp=instant_of(attributes["ce_time"]),
        data=_OBJECT.decode(value),
    )


def _data(kind: str, written: bytes) -> Data:
    decoder = _DECODERS.get(kind)
    if decoder is not None:
        try:
            return decoder.decode(written)
        except msgspec.ValidationError:
            pass
    return _OBJECT.decode(written)


def _subject(body: Value, key: str) -> str | None:
    prefix, named = "", ""
    match body:
        case ShipmentStatusChanged():
            prefix, named = "shp", key
        case OrderEvent(order=order):
            prefix, named = "ord", order.order_id
        case Notification(shipment_id=str(shipment)):
            prefix, named = "shp", shipment
        case Notification(order_id=order_id) | IntakeAnswer(order_id=str(order_id)):
            prefix, named = "ord", order_id
        case IntakeAnswer(recipient_id=str(person)):
            prefix, named = "rcp", person
        case IntakeAnswer():
            prefix, named = "cmd", key
        case WebhookEndpointDisabled(endpoint_id=endpoint):
            prefix, named = "whk", endpoint
    return public(prefix, named) if named else None


def _sequence(body: Value) -> int | None:
    match body:
        case ShipmentStatusChanged(generation=generation, version=version):
            return generation * GENERATION + version
        case OrderEvent(order=order):
            return order.version
    return None
