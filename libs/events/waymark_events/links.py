"""Tracking links: an unguessable token that three services compute and nobody stores."""

import hashlib
import hmac

from waymark_events.ids import OrderId, RecipientId

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TOKEN_BYTES = 16


def token(key: bytes, order: OrderId, recipient: RecipientId, role: str, link_version: int) -> str:
    """The link's token: 128 bits of HMAC-SHA256, in base58 (22 characters).

    A new link version revokes the token; a new key (kid) serves new links while old ones stand.
    """
    message = "\x1f".join((order, recipient, role, str(link_version)))
    return _base58(hmac.digest(key, message.encode(), "sha256")[:TOKEN_BYTES])


def token_digest(text: str) -> bytes:
    """What is stored of a token, and looked up: its SHA-256."""
    return hashlib.sha256(text.encode()).digest()


def _base58(raw: bytes) -> str:
    number = int.from_bytes(raw, "big")
    digits = []
    for _ in range(22):
        number, rest = divmod(number, 58)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))
