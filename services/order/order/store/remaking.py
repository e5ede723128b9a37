"""A stored event travels with the message it yields, so that it can be made again from there.

What changed of contacts, retailers and keys, and what commands were answered, is told as it is
stored. A fact about an order stands in two headers beside the order that it led to.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from msgspec import Struct
from msgspec.structs import replace
from waymark_events import topics
from waymark_events.attributes import FACT, FACT_NAME, NotOursError, read
from waymark_events.topics import Service
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.records import Arrived

from order.store.entries import STORED, originator

_SOURCE: Final = topics.source(Service.ORDER)
_NAMED: Final = {"retailer.changed.v1": "retailer", "key.changed.v1": "key"}
"""Types whose subject is no UUID, and as what the log knows it."""
_FIRST: Final = "0"
Place = tuple[UUID, int]


class Told(Struct, frozen=True):
    """A record of ours, and which event of the log it tells; `event` is None if it cannot say."""

    record: Arrived
    place: Place
    kind: str
    event: StoredEvent | None


def with_fact(message: Outgoing, stored: StoredEvent) -> Outgoing:
    """The message with the event beside it, as it is stored."""
    beside = ((FACT_NAME, stored.topic.encode()), (FACT, bytes(stored.state)))
    return replace(message, headers=message.headers + beside)


def told(record: Arrived) -> Told | None:
    """What a record tells of the log; None for what this service did not write."""
    try:
        attributes = read(record.headers)
    except NotOursError:
        return None
    if attributes["ce_source"] != _SOURCE:
        return None
    place = _place(attributes)
    if place is None:
        return None
    return Told(record, place, attributes["ce_type"], _event(record, place, attributes))


def _place(attributes: Mapping[str, str]) -> Place | None:
    """Which event it tells of; None for a message that is not an event's first."""
    kind = attributes["ce_type"]
    try:
        name, version, part = attributes["ce_id"].rsplit(":", 2)
        place = originator(_NAMED[kind], name) if kind in _NAMED else UUID(name), int(version)
    except ValueError:
        return None
    return place if part == _FIRST else None


def _event(record: Arrived, place: Place, attributes: Mapping[str, str]) -> StoredEvent | None:
    if FACT in attributes:
        return StoredEvent(*place, attributes[FACT_NAME], attributes[FACT].encode())
    if attributes["ce_type"] in STORED and not attributes["ce_type"].startswith("order."):
        return StoredEvent(*place, attributes["ce_type"], record.value or b"")
    return None
