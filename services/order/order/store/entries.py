"""How facts are written in the log: a permanent name, and JSON without identity.

Names are given here and in the domain, never derived from a class's place. A newer meaning is a
newer name; what an old one says is changed into it here, before the domain sees it.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent
from msgspec import Struct
from waymark_events.ids import NAMESPACE
from waymark_events.messages.intake import IntakeAccepted, IntakeRefused
from waymark_events.messages.people import ContactChanged
from waymark_events.messages.retailers import KeyChanged, RetailerChanged
from waymark_events.values import Value

from order.domain.fact_names import FACTS

STORED: Final[Mapping[str, type[Value]]] = MappingProxyType(
    {
        **FACTS,
        "contact.changed.v1": ContactChanged,
        "retailer.changed.v1": RetailerChanged,
        "key.changed.v1": KeyChanged,
        "intake.accepted.v1": IntakeAccepted,
        "intake.refused.v1": IntakeRefused,
    }
)
PAYLOAD_CAP: Final = 262_144

_NAMES: Final = MappingProxyType({struct: name for name, struct in STORED.items()})
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


def originator(kind: str, name: str) -> UUID:
    """The log's id of what has no UUID of its own: a retailer or a key."""
    return uuid5(NAMESPACE, f"{kind}\x1f{name}")


class Entry(Struct, frozen=True):
    """A fact and its place: the n-th of one order, contact, retailer, key or command."""

    originator_id: UUID
    originator_version: int
    fact: Value


class FactMapper(Mapper[UUID]):
    """Entries to the log's rows and back."""

    def __init__(self) -> None:
        """Neither transcoder nor cipher: facts are msgspec structs without personal data."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Write an entry; KeyError for a fact without a permanent name."""
        entry: Any = domain_event
        return StoredEvent(
            originator_id=entry.originator_id,
            originator_version=entry.originator_version,
            topic=_NAMES[type(entry.fact)],
            state=_ENCODER.encode(entry.fact),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Read an entry back."""
        fact = _decoder(stored_event.topic).decode(stored_event.state)
        originator = UUID(str(stored_event.originator_id))
        return Entry(originator, stored_event.originator_version, fact)


@cache
def _decoder(topic: str) -> msgspec.json.Decoder[Value]:
    if topic not in STORED:
        raise LookupError(f"the log holds a fact {topic!r} that this build does not know")
    return msgspec.json.Decoder(STORED[topic])
