"""Telling a carrier's push from a stranger's: always in constant time, over the very bytes."""

import base64
import hashlib
import hmac


def same(given: str, expected: str) -> bool:
    """Whether a header holds a secret; an account without that secret admits nobody."""
    return hmac.compare_digest(given.encode(), expected.encode()) and bool(expected)


def signed_base64(given: str, key: str, message: bytes) -> bool:
    """Whether a header holds the Base64 HMAC-SHA256 of these bytes; never without a key."""
    mac = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return same(given.strip(), base64.b64encode(mac).decode()) and bool(key)


def signed_hex(given: str, key: str, message: bytes) -> bool:
    """Whether a header holds the HMAC-SHA256 of these bytes in hexadecimal; never without a key."""
    mac = hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
    return same(given.strip().lower(), mac) and bool(key)
