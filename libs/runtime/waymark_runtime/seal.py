"""Secrets at rest: AES-GCM under a key that only the environment knows."""

import os
import re
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import AfterValidator, SecretStr

from waymark_runtime.faults import Refused

_NONCE_BYTES: Final = 12
_FORMAT: Final = b"\x01"
_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")


def _key(text: SecretStr) -> SecretStr:
    if not _KEY.fullmatch(text.get_secret_value()):
        raise ValueError("give 64 hex characters (32 bytes), as `openssl rand -hex 32` makes")
    return text


SealKey = Annotated[SecretStr, AfterValidator(_key)]
"""A setting: 32 bytes as 64 hex characters."""


class Seal:
    """Seals and opens what one row holds; bound to its place, so rows cannot swap.

    `setting` is the variable that holds the key.
    """

    def __init__(self, key: bytes, setting: str = "the key") -> None:
        self._cipher = AESGCM(key)
        self._setting = setting

    @classmethod
    def of(cls, key: SecretStr, setting: str) -> "Seal":
        """The seal of a setting."""
        return cls(bytes.fromhex(key.get_secret_value()), setting)

    def close(self, secrets: Mapping[str, str], place: str) -> bytes:
        """Seal secrets for the row named by `place`."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = msgspec.json.encode(dict(secrets))
        return _FORMAT + nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> dict[str, str]:
        """Open what was sealed for this place; Refused when key or place are others."""
        nonce, text = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            plain = self._cipher.decrypt(nonce, text, place.encode())
        except (InvalidTag, ValueError):
            raise Refused(
                f"the secrets of {place} do not open: {self._setting} must be the key they were "
                "sealed with"
            ) from None
        return msgspec.json.decode(plain, type=dict[str, str])
