"""Stored facts read back into what the fold takes."""

from typing import Final

import msgspec
from waymark_events.messages.shipments import ShipmentFact
from waymark_events.registry import TYPES

from projection.domain import Fact
from projection.store.facts import StoredFact

_DECODERS: Final = {
    name: msgspec.json.Decoder(struct)
    for name, struct in TYPES.items()
    if issubclass(struct, ShipmentFact)
}


def fact_from(stored: StoredFact) -> Fact | None:
    """The fact of a stored record; None for a type that this build does not know."""
    decoder = _DECODERS.get(stored.type)
    if decoder is None:
        return None
    return Fact(stored.ce_id, stored.known_at, decoder.decode(stored.value))
