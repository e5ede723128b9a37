"""What the sentences are made of: a parcel and an order as far as words need them."""

from msgspec import Struct
from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import When
from waymark_events.vocabulary import Direction, Way


class ParcelWords(Struct, frozen=True, kw_only=True):
    """A parcel. `zone` is the recipient's IANA zone, in which estimates are told.

    `since` is the carrier's time of the scan that set the milestone; it is told as printed.
    `replaced`: another parcel of the order brings what this one did not.
    """

    status: PublicStatus
    retailer: str
    zone: str
    since: When | None = None
    direction: Direction = Direction.OUTBOUND
    way: Way = Way.HOME
    replaced: bool = False


class OrderWords(Struct, frozen=True, kw_only=True):
    """An order of any number of parcels."""

    state: str
    parcels: tuple[ParcelWords, ...] = ()
