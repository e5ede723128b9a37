"""Event Cast: a bell. It names a parcel and a group; the poll that follows says the rest."""

from collections.abc import Callable, Mapping
from typing import Final

from carrier_ingest.carriers.bring.events import CARRIER, identities, pushed, statement
from carrier_ingest.carriers.bring.links import links
from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.reading import decoded, text, tracking_number
from carrier_ingest.carriers.signing import same
from carrier_ingest.carriers.timeline import in_order

_OUR_HEADER: Final = "X-Hook-Token"


def heard_push(value: object) -> Heard:
    """Read the one event of a push."""
    number = _number(value)
    if number is None:
        return Heard(problems=("a push of Bring has no readable package or shipment",))
    package = tracking_number(CARRIER, text(value, "package"))
    linked = tuple(links(package, "", text(value, "shipment"), ""))
    event = pushed(value)
    if event is None:
        problem = f"the push about {number} has no readable created"
        return Heard(links=linked, problems=(problem,))
    (identity,) = identities([event])
    said = statement(number, identity, event, None)
    return Heard(statements=in_order([said]), links=linked)


def pushed_number(body: bytes) -> str | None:
    """The number a push is about, for the key under which its bytes are kept."""
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
