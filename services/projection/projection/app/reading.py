"""Stored facts read back into what is folded."""

from waymark_events.bodies import body_of
from waymark_events.messages.shipments import ShipmentFact

from projection.domain import Fact
from projection.store.facts import StoredFact


def fact_from(stored: StoredFact) -> Fact | None:
    """The fact of a stored record; None for a type that this build does not know."""
    body = body_of(stored.type, stored.value)
    if not isinstance(body, ShipmentFact):
        return None
    return Fact(stored.ce_id, stored.known_at, body)
