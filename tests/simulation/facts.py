"""A few parcels and what is said of them: in time, late, again, or in no readable words."""

from collections.abc import Iterator
from functools import cache
from itertools import count, islice
from typing import Final

from integration.projection_records import (
    SHOP,
    booked,
    buyer_of,
    leg,
    placed,
    scanned,
    shipment_of,
)
from waymark_events.codec import encode
from waymark_events.messages.orders import OrderEvent, OrderState
from waymark_events.messages.people import ContactSet
from waymark_events.partitions import partition_of
from waymark_events.topics import declaration
from waymark_runtime.outgoing import Outgoing, outgoing

STREAM: Final = "shipment.events.v1"
STATUS: Final = "shipment.status.v1"
PARTITIONS: Final = 2
_MILESTONES: Final = ("in_transit", "out_for_delivery", "attempt_failed", "delivered")
GARBAGE: Final = (b"{", b"null", b"\xff\xfe")


@cache
def numbers() -> tuple[str, ...]:
    """Two parcels in each of the partitions that are used."""
    return tuple(
        number for partition in range(PARTITIONS) for number in islice(_numbers_in(partition), 2)
    )


def booking(parcel: int) -> Outgoing:
    """The order of a parcel names its number."""
    number = numbers()[parcel]
    return outgoing(STREAM, booked(number, reference=f"SO-{number}"))


def fact(parcel: int, kind: int, hour: int) -> Outgoing:
    """A booking or a scan. Asked for again, it is the same fact, byte for byte."""
    if kind == 0:
        return booking(parcel)
    number = numbers()[parcel]
    milestone = _MILESTONES[kind % len(_MILESTONES)]
    return outgoing(STREAM, scanned(hour, milestone, number))


def garbage(parcel: int, kind: int) -> Outgoing:
    """What no reader can use: damaged bytes, or a fact under another parcel's key."""
    key = shipment_of(number=numbers()[parcel]).encode()
    if kind < len(GARBAGE):
        return Outgoing(STREAM, key, GARBAGE[kind], (("ce_id", b"x"),))
    strange = encode(scanned(1, number="1ZSTRANGE"))
    return Outgoing(STREAM, key, strange.value, strange.headers)


def orders() -> Iterator[OrderState]:
    """The order of each parcel."""
    for number in numbers():
        body = placed(leg(number), reference=f"SO-{number}").body
        assert isinstance(body, OrderEvent)
        yield body.order


def contact() -> ContactSet:
    """How the buyer is reached."""
    return ContactSet(
        retailer=SHOP, recipient_id=buyer_of(), version=1, name="Anna", email="anna@example.org"
    )


def _numbers_in(partition: int) -> Iterator[str]:
    partitions = declaration(STREAM).partitions
    for n in count(1):
        key = shipment_of(number=f"1Z{n}").encode()
        if partition_of(key, partitions) == partition:
            yield f"1Z{n}"
