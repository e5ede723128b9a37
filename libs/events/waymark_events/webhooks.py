"""What retailers hear by webhook and in lists: one JSON object around the body of our own message.

Its bytes are signed as Standard Webhooks says, by that standard's own library.
"""

from typing import Final

import msgspec
from msgspec import Raw, Struct

from waymark_events.topics import EVENTS
from waymark_events.values import Instant, Value

TEST_TYPE: Final = "webhook.test.v1"
RETAILER_TYPES: Final = tuple(sorted(EVENTS.repeats))
"""The types that retailers hear of, on every way."""
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 (what every secret begins with)
_ENCODE: Final = msgspec.json.Encoder(order="deterministic").encode


class RetailerMessage(Struct, frozen=True, kw_only=True):
    """One event as a retailer reads it. `id` is the same on every way and in every repeat.

    `subject` is the public id of what it is about. `sequence` grows with each newer event of one
    subject, with gaps; null where none is newer than the other. `data` is the message of our own
    topic, unchanged.
    """

    id: str
    type: str
    timestamp: Instant
    subject: str
    sequence: int | None
    data: Raw


class WebhookTest(Value, frozen=True, kw_only=True):
    """The data of a test event: it was asked for by hand and tells of nothing that happened."""

    endpoint: str
    message: str


def message_bytes(message: RetailerMessage) -> bytes:
    """The JSON that is sent and signed; always the same bytes for the same event."""
    return _ENCODE(message)
