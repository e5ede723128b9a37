"""Event Cast: a bell. It names a parcel; the poll that follows says what happened to it."""

from collections.abc import Callable, Mapping
from typing import Final

from carrier_ingest.carriers.bring.events import CARRIER
from carrier_ingest.carriers.bring.links import links
from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.heard import Bell, Heard
from carrier_ingest.carriers.reading import decoded, text, tracking_number
from carrier_ingest.carriers.signing import same

_OUR_HEADER: Final = "X-Hook-Token"


def heard_push(value: object) -> Heard:
    """Read whose bell it is. Its group and minute are no scan: the poll has them in full."""
    named = _numbers(value)
    if not named:
        return Heard(problems=("a push of Bring has no readable package or shipment",))
    package = tracking_number(CARRIER, text(value, "package"))
    return Heard(
        links=tuple(links(package, "", text(value, "shipment"), "")),
        bells=tuple(Bell(carrier=CARRIER, number=number) for number in named),
    )


def pushed_number(body: bytes) -> str | None:
    """The number under which a push's bytes are kept: the parcel's, else the shipment's."""
    return next(iter(_numbers(decoded(body))), None)


def admits(post: Post, credentials: Mapping[str, str], is_our_token: Callable[[str], bool]) -> bool:
    """Whether a post bears the header we gave at subscription; nothing is signed."""
    del is_our_token
    header = credentials.get("push_header") or _OUR_HEADER
    return same(post.headers.get(header.lower(), ""), credentials.get("push_secret", ""))


def _numbers(value: object) -> list[str]:
    """The parcel's number and the shipment's, under either of which it may have been booked."""
    read = (tracking_number(CARRIER, text(value, key)) for key in ("package", "shipment"))
    return [number for number in read if number]
