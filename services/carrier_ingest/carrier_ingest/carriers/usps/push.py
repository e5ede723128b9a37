"""The subscription of USPS: a text of JSON in an envelope, and how it is told from a stranger's."""

from collections.abc import Callable, Mapping

from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.reading import child, decoded, text, tracking_number
from carrier_ingest.carriers.signing import signed_base64
from carrier_ingest.carriers.usps.events import CARRIER


def opened(value: object) -> object:
    """What an envelope holds; anything else as it stands."""
    inside = child(value, "payload")
    if isinstance(inside, str):
        return decoded(inside.encode(errors="replace"))
    return value if inside is None else inside


def admits(post: Post, credentials: Mapping[str, str], is_our_token: Callable[[str], bool]) -> bool:
    """Whether the time and the inner text are signed with our secret.

    Some describe the signature over the time and the whole body: that one counts too. A replay is
    let in; what it says is known already.
    """
    del is_our_token
    envelope = decoded(post.body)
    stamp, inside = child(envelope, "timestamp"), child(envelope, "payload")
    if not isinstance(stamp, str):
        return False
    given, secret = post.headers.get("x-hmac", ""), credentials.get("subscription_secret", "")
    first = stamp.encode(errors="replace")
    inner = inside.encode(errors="replace") if isinstance(inside, str) else post.body
    by_text = signed_base64(given, secret, first + inner)
    by_body = signed_base64(given, secret, first + post.body)
    return by_text or by_body


def pushed_number(body: bytes) -> str | None:
    """The number a push is about, for the key under which its bytes are kept."""
    return tracking_number(CARRIER, text(opened(decoded(body)), "trackingNumber"))
