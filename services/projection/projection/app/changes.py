"""A retailer's status changes in the order of their logs, from a cursor on."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct
from waymark_events.ids import RetailerId, public
from waymark_events.topics import TOPICS
from waymark_events.topics.names import SHIPMENT_STATUS

from projection.app.queries import Queries
from projection.store import changes

Places = Mapping[int, int]
"""Next offset by partition."""
AT_ONCE: Final = 500
Change = TypeVar("Change")
_PARTITIONS: Final = TOPICS[SHIPMENT_STATUS].partitions
_CURSOR: Final = msgspec.msgpack.Decoder(dict[int, int])


class Changed(Struct, Generic[Change], frozen=True):
    """A shipment's public id and its new status."""

    id: str
    change: Change


class Told(Struct, frozen=True):
    """One change as a stream tells it, and where the stream is after it."""

    data: bytes
    cursor: str
    places: Places


class Changes:
    """Reads the kept changes. `consumer` names the group that keeps them."""

    def __init__(self, queries: Queries, consumer: str) -> None:
        self._queries = queries
        self._consumer = consumer

    def now(self, retailer: RetailerId) -> Places:
        """After everything that is kept now."""
        with self._queries.of(retailer) as connection:
            ends = changes.ends(connection, self._consumer)
        return {number: ends.get(number, 0) for number in range(_PARTITIONS)}

    def after(self, retailer: RetailerId, places: Places) -> list[Told]:
        """The next changes, at most `AT_ONCE`; per partition in order."""
        with self._queries.of(retailer) as connection:
            kept = changes.after(connection, places, AT_ONCE)
        told = []
        for one in kept:
            places = {**places, one.partition: one.offset + 1}
            resource = Changed(public("shp", one.shipment_id), msgspec.Raw(one.document))
            told.append(Told(msgspec.json.encode(resource), written(places), places))
        return told


def written(places: Places) -> str:
    """A cursor: opaque, and good for every process."""
    packed = msgspec.msgpack.encode(dict(sorted(places.items())))
    return base64.urlsafe_b64encode(packed).decode()


def read(cursor: str) -> Places | None:
    """The places of a cursor; None when it is none of ours."""
    try:
        places = _CURSOR.decode(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError):
        return None
    if set(places) != set(range(_PARTITIONS)) or not all(0 <= n < 2**63 for n in places.values()):
        return None
    return places
