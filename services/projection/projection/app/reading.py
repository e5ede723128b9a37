"""Records and stored facts read back into what is folded or kept."""

from collections.abc import Iterator
from typing import Final

import msgspec
from waymark_events.codec import Envelope
from waymark_events.messages.shipments import ShipmentFact
from waymark_events.registry import TYPES
from waymark_runtime.consumer import Work
from waymark_runtime.records import Arrived

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


def envelopes(work: Work) -> Iterator[tuple[Arrived, Envelope]]:
    """The messages of a batch that this build knows; the unknown are counted and left."""
    for record, message in work.messages():
        if isinstance(message, Envelope):
            yield record, message
