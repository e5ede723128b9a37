"""What lies on the logs, read once: which facts, which poison, which dead letters."""

from functools import lru_cache

from msgspec import Struct
from simulation.broker import Record
from simulation.facts import GARBAGE
from waymark_events.codec import Envelope, decode
from waymark_events.ids import shipment_id
from waymark_events.messages.shipments import ShipmentFact

Content = tuple[bytes | None, bytes | None, tuple[tuple[str, bytes | None], ...]]


class Said(Struct, frozen=True):
    """A fact of the stream: the parcel's id, the fact's, and what it says."""

    key: str
    ce_id: str
    body: ShipmentFact


def content(record: Record) -> Content:
    """What two records have in common when one repeats the other."""
    return record.key, record.value, record.headers


def fact_in(record: Record) -> Said | None:
    """The fact of a record; None for one that can never work."""
    return _fact(content(record))


def is_damaged(record: Record) -> bool:
    """Whether nobody at all can read it."""
    return record.value in GARBAGE


def parked_at(record: Record) -> tuple[int, int]:
    """Partition and offset that a dead letter names."""
    headers = dict(record.headers)
    partition, offset = headers["dl_partition"], headers["dl_offset"]
    return int(partition or b""), int(offset or b"")


def ce_id_of(record: Record) -> str:
    """The message's id."""
    return (dict(record.headers)["ce_id"] or b"").decode()


@lru_cache(maxsize=65_536)
def _fact(given: Content) -> Said | None:
    message = decode(*given)
    if not isinstance(message, Envelope) or not isinstance(message.body, ShipmentFact):
        return None
    body = message.body
    if shipment_id(body.retailer, body.carrier, body.number) != message.subject:
        return None
    return Said(message.subject, message.id, body)
