"""Credentials of carriers at rest: AES-GCM under a key that only the environment knows."""

import os
from collections.abc import Mapping
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from waymark_runtime.faults import Refused

_NONCE_BYTES: Final = 12
_FORMAT: Final = b"\x01"


class Seal:
    """Seals and opens the credentials of one account; bound to its place, so rows cannot swap."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, credentials: Mapping[str, str], place: str) -> bytes:
        """Seal credentials for the account named by `place`."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = msgspec.json.encode(dict(credentials))
        return _FORMAT + nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> dict[str, str]:
        """Open what was sealed for this place; Refused when key or place are others."""
        nonce, text = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            plain = self._cipher.decrypt(nonce, text, place.encode())
        except (InvalidTag, ValueError):
            raise Refused(
                f"the credentials of {place} do not open: WAYMARK_CARRIER_INGEST_SEAL_KEY must be "
                "the key they were sealed with"
            ) from None
        return msgspec.json.decode(plain, type=dict[str, str])
