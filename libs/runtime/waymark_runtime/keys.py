"""API keys: `wm_live_<id>_<secret>_<checksum>`, `wm_test_…` for a test mode.

Only a keyed digest of the secret is ever stored. The checksum lets a typing error or a scanner tell
a key of ours without asking; it proves nothing.
"""

import hashlib
import hmac
import secrets
import zlib
from typing import Final, Literal

from msgspec import Struct
from waymark_events.ids import KeyId

Mode = Literal["live", "test"]
"""A test key belongs to a retailer's test mode, which is another retailer: see `ids.for_tests`."""
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SECRET_BYTES: Final = 24
"""192 bits."""
_SECRET_LENGTH: Final = 33
_ID_LENGTH: Final = 12
_CHECK_LENGTH: Final = 6
_PARTS: Final = 5
_MOST_LENGTH: Final = 128


class ApiKey(Struct, frozen=True):
    """A key taken apart. The secret is nowhere but in the caller's hands."""

    mode: Mode
    id: KeyId
    secret: str

    def __repr__(self) -> str:
        return f"ApiKey({self.mode}, {self.id})"

    @property
    def text(self) -> str:
        """As its holder writes it; shown once."""
        body = f"wm_{self.mode}_{self.id}_{self.secret}"
        return f"{body}_{_checksum(body)}"


def make(mode: Mode = "live") -> ApiKey:
    """A new key of 192 random bits under a new id."""
    key_id = "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))
    return ApiKey(mode, KeyId(key_id), _base58(secrets.token_bytes(_SECRET_BYTES)))


def parse(text: str) -> ApiKey | None:
    """Take a key apart; None when it is not one of ours or was mistyped."""
    parts = text.split("_") if len(text) <= _MOST_LENGTH and text.isascii() else []
    if len(parts) != _PARTS or parts[0] != "wm" or not all(parts):
        return None
    mode: Mode
    match parts[1]:
        case "live":
            mode = "live"
        case "test":
            mode = "test"
        case _:
            return None
    if not hmac.compare_digest(_checksum(text.rpartition("_")[0]), parts[4]):
        return None
    return ApiKey(mode, KeyId(parts[2]), parts[3])


def digest(key: ApiKey, pepper: str) -> str:
    """What is stored and looked up: HMAC-SHA256 of mode, id and secret under the pepper, in hex.

    A look-up by digest compares nothing secret: whoever does not know the key and the pepper
    cannot choose a digest, so the time of an index search tells nothing.
    """
    said = f"{key.mode}_{key.id}_{key.secret}"
    return hmac.new(pepper.encode(), said.encode(), hashlib.sha256).hexdigest()


def request_key(pepper: str) -> bytes:
    """What keys the digests of requests, so that a stored one tells nothing of what was asked."""
    return hashlib.sha256(f"requests\x1f{pepper}".encode()).digest()


def _base58(raw: bytes) -> str:
    return _letters(int.from_bytes(raw, "big"), _SECRET_LENGTH)


def _checksum(body: str) -> str:
    return _letters(zlib.crc32(body.encode()), _CHECK_LENGTH)


def _letters(number: int, length: int) -> str:
    letters = ""
    for _ in range(length):
        number, rest = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[rest]
    return letters
