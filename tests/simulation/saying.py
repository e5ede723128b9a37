"""What each record of a log is called, where it belongs, and whether it may be said already."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from simulation import facts, reading
from simulation.broker import Record
from simulation.tallying import OUTPUT
from simulation.world import PROJECTOR, TALLY, World
from waymark_events.codec import Envelope, decode
from waymark_events.messages.statuses import ShipmentStatusChanged

NOTIFICATIONS: Final = "notification.events.v1"
DEAD_LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {"projection.dead-letters.v1": PROJECTOR, "carrier_ingest.dead-letters.v1": TALLY}
)


class Utterance(Struct, frozen=True):
    """`name` is the same for repeats; `order` grows with first occurrences of a key.

    `committed`: what it speaks of is durable where it comes from.
    """

    name: object
    order: tuple[int, ...]
    committed: bool


def utterance(world: World, record: Record) -> Utterance | None:
    """What a record says; None for what strangers wrote."""
    if record.topic in DEAD_LETTERS:
        return _dead_letter(world, record)
    return _READ[record.topic](world, record)


def following(world: World, group: str, topic: str, partition: int) -> int:
    """The next offset that a group has committed."""
    position = world.databases[group].table("position").get((group, topic, partition))
    return position.next if position is not None else 0


def _fact(world: World, record: Record) -> Utterance | None:
    if reading.fact_in(record) is None:
        return None
    name = reading.ce_id_of(record)
    number = world.orders.first_number(name)
    return Utterance(name, (number or 0,), number is not None)


def _status(world: World, record: Record) -> Utterance:
    message = decode(record.key, record.value, record.headers)
    assert isinstance(message, Envelope)
    body = message.body
    assert isinstance(body, ShipmentStatusChanged)
    row = world.databases[PROJECTOR].table("shipment").get((message.subject,))
    committed = row is not None and body.version <= row.version
    return Utterance(message.id, (body.generation, body.version), committed)


def _tally(world: World, record: Record) -> Utterance:
    offset = int(record.value or b"")
    committed = offset < following(world, TALLY, facts.STREAM, record.partition)
    return Utterance((record.partition, offset), (offset,), committed)


def _notification(world: World, record: Record) -> Utterance:
    return Utterance(reading.ce_id_of(record), (), committed=True)


def _dead_letter(world: World, record: Record) -> Utterance:
    partition, offset = reading.parked_at(record)
    group = DEAD_LETTERS[record.topic]
    committed = offset < following(world, group, facts.STREAM, partition)
    return Utterance((partition, offset), (offset,), committed)


_READ: Final[Mapping[str, Callable[[World, Record], Utterance | None]]] = MappingProxyType(
    {
        facts.STREAM: _fact,
        facts.STATUS: _status,
        OUTPUT: _tally,
        NOTIFICATIONS: _notification,
    }
)
