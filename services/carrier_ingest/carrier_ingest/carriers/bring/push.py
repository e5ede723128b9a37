"""Event Cast: a bell. It names a parcel; the poll that follows says what happened to it."""

from collections.abc import Callable, Mapping
from typing import Final

from carrier_ingest.carriers.bring.events import CARRIER
from carrier_ingest.carriers.bring.links import links
from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.reading import decoded, text, tracking_number
from carrier_ingest.carriers.signing import same

_OUR_HEADER: Final = "X-Hook-Token"


def heard_push(value: object) -> Heard:
    """Read whose bell it is. Its group and minute are no scan: the poll has them in full."""
    if _number(value) is None:
        return Heard(problems=("a push of Bring has no readable package or shipment",))
    package = tracking_number(CARRIER, text(value, "package"))
    return Heard(links=tuple(links(package, "", text(value, "shipment"), "")))


def pushed_number(body: bytes) -> str | None:
    """The number a push is about: its bytes are kept under it, and it is asked for at once."""
    return _number(decoded(body))


def admits(post: Post, credentials: Mapping[str, str], is_our_token: Callable[[str], bool]) -> bool:
    """Whether a post bears the header we gave at subscription; nothing is signed."""
    del is_our_token
    header = credentials.get("push_header") or _OUR_HEADER
    return same(post.headers.get(header.lower(), ""), credentials.get("push_secret", ""))


def _number(value: object) -> str | None:
    """The parcel's number, else the shipment's."""
    read = (tracking_number(CARRIER, text(value, key)) for key in ("package", "shipment"))
    return next((number for number in read if number), None)
