"""The subscription of USPS: a text of JSON in an envelope, and how it is told from a stranger's."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.printed import iso_time
from carrier_ingest.carriers.reading import child, decoded, text, tracking_number
from carrier_ingest.carriers.signing import signed_base64
from carrier_ingest.carriers.usps.events import CARRIER

_TRIED_FOR: Final = timedelta(days=1)
_UTC: Final = Whereabouts(account_zone="+00:00")


def opened(value: object) -> object:
    """What an envelope holds; anything else as it stands."""
    inside = child(value, "payload")
    if isinstance(inside, str):
        return decoded(inside.encode(errors="replace"))
    return value if inside is None else inside


def admits(post: Post, credentials: Mapping[str, str], is_our_token: Callable[[str], bool]) -> bool:
    """Whether the time and the inner text are signed with our secret.

    Some describe the signature over the time and the whole body: that one counts too. A replay is
    let in for a day. It says the same scans, each of which counts once; what it says beside them
    (an older estimate, an older reading of a scan) stands until the next.
    """
    del is_our_token
    envelope = decoded(post.body)
    stamp, inside = child(envelope, "timestamp"), child(envelope, "payload")
    if not isinstance(stamp, str) or _is_old(stamp, post.received_at):
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


def _is_old(stamp: str, received_at: datetime | None) -> bool:
    """Whether a post was signed long before it came. A time that nobody can read is none."""
    signed = iso_time(stamp, _UTC)
    if received_at is None or signed is None or signed.instant is None:
        return False
    return received_at - signed.instant > _TRIED_FOR
