"""Ids of what this service says: each covers all of its message, so none ever has two contents."""

from typing import Final

import msgspec
from waymark_events.ids import digest
from waymark_events.values import Value

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


def name_of(about: str, body: Value) -> str:
    """The id of a message with this body."""
    return digest(about, _ENCODER.encode(body).decode())
