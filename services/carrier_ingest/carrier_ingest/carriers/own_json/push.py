"""A push: one scan or a list of them, and how it is told from a stranger's post."""

from collections.abc import Callable, Mapping
from typing import Final

from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.own_json.rows import objects
from carrier_ingest.carriers.reading import decoded, text, tracking_number
from carrier_ingest.carriers.signing import same, signed_base64

KEY_HEADER: Final = "X-Waymark-Key"
SIGNATURE_HEADER: Final = "X-Waymark-Signature"
_ANY_CARRIER: Final = "x_any"


def admits(post: Post, credentials: Mapping[str, str], is_our_token: Callable[[str], bool]) -> bool:
    """Whether a post holds the account's key and, where it has one to sign with, is signed."""
    del is_our_token
    known = same(post.headers.get(KEY_HEADER.lower(), ""), credentials.get("push_key", ""))
    signing_key = credentials.get("push_signing_key", "")
    if not signing_key:
        return known
    signature = post.headers.get(SIGNATURE_HEADER.lower(), "")
    return signed_base64(signature, signing_key, post.body) and known


def pushed_number(body: bytes) -> str | None:
    """The number of the first scan, for the key under which the bytes are kept."""
    first = next(iter(objects(decoded(body))), None)
    return tracking_number(_ANY_CARRIER, text(first, "tracking_number"))
