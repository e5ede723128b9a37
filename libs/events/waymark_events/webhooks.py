"""What retailers hear by webhook and in lists: one JSON object around the body of our own message.

Signed as Standard Webhooks says: `webhook-signature` is made of id, timestamp and the very bytes.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec import Raw, Struct

from waymark_events.topics import EVENTS
from waymark_events.values import Instant, Value

TEST_TYPE: Final = "webhook.test.v1"
RETAILER_TYPES: Final = tuple(sorted(EVENTS.repeats))
"""The types that retailers hear of, on every way."""
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 (what every secret begins with)
TOLERANCE: Final = timedelta(minutes=5)
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


class BadSignature(Exception):  # noqa: N818 (an answer to who sent it)
    """A webhook is not what its sender signed; the text says which part is wrong."""


def message_bytes(message: RetailerMessage) -> bytes:
    """The JSON that is sent and signed; always the same bytes for the same event."""
    return _ENCODE(message)


def verify(secrets: Iterable[str], headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Check a webhook against the secrets that are valid now; BadSignature when none fits."""
    named = {name.lower(): text for name, text in headers.items()}
    try:
        name, stamp, signatures = (
            named[f"webhook-{part}"] for part in ("id", "timestamp", "signature")
        )
        at = datetime.fromtimestamp(int(stamp), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        raise BadSignature(
            "webhook-id, -timestamp or -signature is missing or unreadable"
        ) from None
    if abs(at - now) > TOLERANCE:
        raise BadSignature(f"webhook-timestamp is more than {TOLERANCE} from now")
    given = [text.encode() for text in signatures.split()]
    for secret in secrets:
        expected = signature(secret, name, stamp, body).encode()
        if any(hmac.compare_digest(expected, one) for one in given):
            return
    raise BadSignature("no signature of webhook-signature was made with a secret that is valid")


def signature(secret: str, name: str, stamp: str, body: bytes) -> str:
    """What one secret makes of an event: id, seconds since 1970 as text, and the bytes."""
    signed = f"{name}.{stamp}.".encode() + body
    made = hmac.digest(_key(secret), signed, hashlib.sha256)
    return f"v1,{base64.b64encode(made).decode()}"


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"a secret is {SECRET_PREFIX} and base64") from None
    if not key:
        raise ValueError("a secret may not be empty")
    return key
