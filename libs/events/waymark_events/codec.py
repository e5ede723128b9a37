"""CloudEvents 1.0 in Kafka's binary mode: attributes in headers, JSON in the value.

`decode` never raises on foreign bytes: it returns a `Refusal` that says what was wrong, or an
`UnknownType` for a type, or a version without upcaster, that this build does not know.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import msgspec
from msgspec import Struct

from waymark_events import topics
from waymark_events.attributes import NotOursError, instant_of, read, subject_of
from waymark_events.bodies import UPCASTERS, Upcaster, opened
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.payloads import payload_headers
from waymark_events.registry import TYPES, type_of
from waymark_events.values import Value

Headers = tuple[tuple[str, bytes], ...]


class Envelope(Struct, frozen=True, kw_only=True, gc=False):
    """A message and its attributes. `subject` is the record's key; `time` is UTC.

    `lifted_from` is the type string of the bytes where an upcaster made the body of them.
    """

    id: str
    source: str
    time: datetime
    subject: str
    body: Value
    traceparent: str | None = None
    lifted_from: str | None = None

    @property
    def type(self) -> str:
        """The permanent type string of the body."""
        return type_of(self.body)

    @property
    def written_as(self) -> str:
        """The type string of the bytes: whoever keeps or passes on the bytes names them so."""
        return self.lifted_from or type_of(self.body)


class Encoded(Struct, frozen=True, gc=False):
    """A record ready for the wire; the same envelope always gives the same bytes."""

    key: bytes
    value: bytes | None
    headers: Headers


class UnknownType(Struct, frozen=True, kw_only=True, gc=False):
    """A well-formed event whose type this build does not know: stored, counted, not folded."""

    id: str
    type: str
    source: str
    subject: str
    value: bytes


class Refusal(Struct, frozen=True, gc=False):
    """Why a record is no message of ours. `reason` is a label, `detail` a sentence."""

    reason: str
    detail: str


_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_SPEC: Final = ("ce_specversion", b"1.0")
_JSON: Final = ("content-type", b"application/json")


def encode(envelope: Envelope) -> Encoded:
    """Write an envelope for the wire, byte for byte reproducible."""
    key = envelope.subject.encode()
    headers = [
        _SPEC,
        ("ce_id", envelope.id.encode()),
        ("ce_type", envelope.type.encode()),
        ("ce_source", envelope.source.encode()),
        ("ce_time", _time(envelope.time)),
        ("ce_subject", key),
    ]
    if envelope.traceparent is not None:
        headers.append(("traceparent", envelope.traceparent.encode()))
    if isinstance(envelope.body, PayloadReceived):
        headers += payload_headers(envelope.body)
        return Encoded(key, envelope.body.body, tuple(headers))
    headers.append(_JSON)
    return Encoded(key, _ENCODER.encode(envelope.body), tuple(headers))


def tombstone(key: str) -> Encoded:
    """A record that deletes a key of a compacted topic."""
    return Encoded(key.encode(), None, ())


def decode(
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes | None]],
    upcasters: Mapping[str, Upcaster] = UPCASTERS,
) -> Envelope | UnknownType | Refusal:
    """Read a record; whatever the bytes, an answer and never an exception."""
    try:
        attributes = read(headers)
        subject = subject_of(key)
        if value is None:
            return Refusal("null_value", "the value is null; only compacted topics delete so")
        return _opened(subject, value, attributes, upcasters)
    except NotOursError as fault:
        return Refusal(fault.reason, str(fault))
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        return Refusal("bad_value", f"the value does not fit its type: {fault}")


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC with a `Z`, as every instant of ours is written."""
    there = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return f"{there.isoformat()[:-6]}Z"


# what a batch causes was appended at a few instants
@lru_cache(maxsize=1_024)
def _time(instant: datetime) -> bytes:
    return instant_text(instant).encode()


def _opened(
    subject: str, value: bytes, attributes: dict[str, str], upcasters: Mapping[str, Upcaster]
) -> Envelope | UnknownType:
    kind = attributes["ce_type"]
    if kind not in TYPES and kind not in upcasters:
        return UnknownType(
            id=attributes["ce_id"],
            type=kind,
            source=attributes["ce_source"],
            subject=subject,
            value=value,
        )
    return Envelope(
        id=attributes["ce_id"],
        source=attributes["ce_source"],
        time=instant_of(attributes["ce_time"]),
        subject=subject,
        body=opened(kind, value, attributes, upcasters),
        traceparent=attributes.get("traceparent"),
        lifted_from=None if kind in TYPES else kind,
    )


def envelope(  # noqa: PLR0917 (kept short where services build many)
    service: str,
    message_id: str,
    time: datetime,
    subject: str,
    body: Value,
    trace: str | None = None,
) -> Envelope:
    """Build an envelope from a service's name."""
    return Envelope(
        id=message_id,
        source=topics.source(service),
        time=time,
        subject=subject,
        body=body,
        traceparent=trace,
    )
