"""The body of a message from its bytes: decoded under its type, an old version lifted to ours."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from waymark_events.payloads import payload_from
from waymark_events.registry import TYPES
from waymark_events.values import Value

Upcaster = tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]
"""The type an old version becomes, and how its JSON object is changed."""
UPCASTERS: Final[Mapping[str, Upcaster]] = {}
_DECODERS: Final = {name: msgspec.json.Decoder(struct) for name, struct in TYPES.items()}
_PAYLOAD: Final = "carrier.payload_received.v1"


def opened(
    kind: str, value: bytes, attributes: dict[str, str], upcasters: Mapping[str, Upcaster]
) -> Value:
    """The body of a record, of a known type; a raw payload has its attributes in it."""
    if kind == _PAYLOAD:
        return payload_from(value, attributes)
    return _lifted(kind, value, upcasters)


def body_of(kind: str, value: bytes, upcasters: Mapping[str, Upcaster] = UPCASTERS) -> Value | None:
    """The body of a value that was kept under the type it was written as, lifted as `decode` does;
    None for a type that this build does not know. ValueError where it does not fit the type, as no
    raw payload does without its attributes.
    """
    return _lifted(kind, value, upcasters) if kind in TYPES or kind in upcasters else None


def _lifted(kind: str, value: bytes, upcasters: Mapping[str, Upcaster]) -> Value:
    if kind in _DECODERS:
        return _DECODERS[kind].decode(value)
    document = msgspec.json.decode(value, type=dict[str, Any])
    while kind in upcasters:
        kind, change = upcasters[kind]
        document = change(document)
    return msgspec.convert(document, TYPES[kind], strict=False)
