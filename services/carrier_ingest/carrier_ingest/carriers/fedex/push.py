"""The webhook of FedEx: how it is told from a stranger's post, and which number it is about."""

from collections.abc import Callable, Mapping
from typing import Final

from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.fedex.answer import results
from carrier_ingest.carriers.reading import decoded
from carrier_ingest.carriers.signing import signed_base64, signed_hex

_HEX: Final = "hex"


def admits(post: Post, credentials: Mapping[str, str], is_our_token: Callable[[str], bool]) -> bool:
    """Whether the very bytes are signed with our token.

    So is a replay, for no time is signed. It says the same scans, each of which counts once; what
    it says beside them (an older estimate, an older reading of a scan) stands until the next.
    """
    del is_our_token
    signed = signed_hex if credentials.get("signature_form") == _HEX else signed_base64
    given = post.headers.get("fdx-signature", "")
    return signed(given, credentials.get("security_token", ""), post.body)


def pushed_number(body: bytes) -> str | None:
    """The first number in a push, for the key under which its bytes are kept."""
    return next((number for number, _ in results(decoded(body)) if number), None)
