"""What the bare loop folds: the latest status by time, or the projector's own fold.

Both keep every shipment in memory and give the row and the message of a shipment they changed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
from aiokafka import ConsumerRecord
from msgspec import Struct
from projection.domain import EMPTY, Fact, State, fold, pack, status, step
from waymark_events.messages.shipments import ShipmentScanned

_DECODE: Final = msgspec.json.Decoder(ShipmentScanned).decode
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
_ENCODE: Final = msgspec.json.Encoder().encode


class Fold(Protocol):
    """A fold with its states."""

    def take(self, records: Iterable[ConsumerRecord]) -> list[Any]:
        """Decode and fold records; answers the shipments they changed, each once."""

    def name(self, record: ConsumerRecord) -> UUID:
        """The shipment of a record that was taken."""

    def row(self, shipment: Any) -> tuple[object, ...]:
        """Columns of the read model, beginning with the id."""

    def message(self, shipment: Any) -> tuple[bytes, bytes]:
        """Key and value of what is said of it."""


class Latest(Struct, gc=False):
    """A shipment by the simplest honest fold: what the latest scan by its own time said."""

    id: UUID
    partition: int
    version: int = 0
    at: datetime = _EARLIEST
    milestone: str = ""
    reason: str = ""


class LatestByTime:
    """The bare loop's own fold. A repeat counts again; nothing is told apart."""

    def __init__(self) -> None:
        self._shipments: dict[bytes, Latest] = {}

    def take(self, records: Iterable[ConsumerRecord]) -> list[Latest]:
        """Keep what is newer."""
        changed: dict[bytes, Latest] = {}
        for one in records:
            shipment = self._shipments.get(one.key)
            if shipment is None:
                shipment = Latest(UUID(one.key.decode()), one.partition)
                self._shipments[one.key] = shipment
            scan = _DECODE(one.value)
            shipment.version += 1
            at = scan.when.instant or scan.observed_at
            if at >= shipment.at:
                shipment.at, shipment.milestone = at, scan.milestone
                shipment.reason = scan.reason
            changed[one.key] = shipment
        return list(changed.values())

    def name(self, record: ConsumerRecord) -> UUID:
        """The shipment's id."""
        return self._shipments[record.key].id

    def row(self, shipment: Latest) -> tuple[object, ...]:
        """Id, version, time, milestone; there is no state beside."""
        return shipment.id, shipment.version, shipment.at, shipment.milestone, b""

    def message(self, shipment: Latest) -> tuple[bytes, bytes]:
        """The shipment as JSON."""
        return str(shipment.id).encode(), _ENCODE(shipment)


class Folded(Struct):
    """A shipment by the projector's fold, with all its facts, for those that come late."""

    id: UUID
    partition: int
    state: State = EMPTY
    facts: dict[str, Fact] = msgspec.field(default_factory=dict)


class OursInMemory:
    """The projector's fold, its states and histories in memory, its repeats dropped by id."""

    def __init__(self) -> None:
        self._shipments: dict[bytes, Folded] = {}

    def take(self, records: Iterable[ConsumerRecord]) -> list[Folded]:
        """Step where a step is enough, fold anew where it is not."""
        changed: dict[bytes, Folded] = {}
        for one in records:
            shipment = self._shipments.get(one.key)
            if shipment is None:
                shipment = Folded(UUID(one.key.decode()), one.partition)
                self._shipments[one.key] = shipment
            ce_id = one.headers[1][1].decode()
            if ce_id in shipment.facts:
                continue
            known_at = datetime.fromtimestamp(one.timestamp / 1_000, UTC)
            fact = Fact(ce_id, known_at, _DECODE(one.value))
            shipment.facts[ce_id] = fact
            stepped = step(shipment.state, fact)
            shipment.state = fold(shipment.facts.values()) if stepped is None else stepped
            changed[one.key] = shipment
        return list(changed.values())

    def name(self, record: ConsumerRecord) -> UUID:
        """The shipment's id."""
        return self._shipments[record.key].id

    def row(self, shipment: Folded) -> tuple[object, ...]:
        """Id, version, time, milestone, packed state."""
        state = shipment.state
        milestone = state.course.milestone
        return shipment.id, len(shipment.facts), state.head[0], milestone, pack(state)

    def message(self, shipment: Folded) -> tuple[bytes, bytes]:
        """The public status as JSON."""
        return str(shipment.id).encode(), _ENCODE(status(shipment.state))


FOLDS: Final[Mapping[str, Callable[[], Fold]]] = MappingProxyType(
    {"latest": LatestByTime, "ours": OursInMemory}
)
