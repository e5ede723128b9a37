"""What the fold takes: a fact of a shipment's stream and when it became known."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from waymark_events.messages import shipments
from waymark_events.messages.shipments import ShipmentFact, ShipmentScanned
from waymark_events.vocabulary import Kind


class Fact(Struct, frozen=True, gc=False):
    """A message of the stream. `known_at` is the append time of the record that first carried it.

    One `ce_id` is one fact however often it is given.
    """

    ce_id: str
    known_at: datetime
    body: ShipmentFact


_CAUSES: Final[Mapping[type[ShipmentFact], str]] = MappingProxyType(
    {
        shipments.ShipmentBooked: "booking",
        shipments.ShipmentPromised: "promise",
        shipments.ShipmentCancelled: "cancellation",
        shipments.ShipmentLinked: "link",
        shipments.ShipmentScanned: "scan",
        shipments.ShipmentEstimated: "estimate",
        shipments.ShipmentPromiseMissed: "deadline",
        shipments.ShipmentFellSilent: "deadline",
        shipments.ShipmentNeverSeen: "deadline",
        shipments.ShipmentExpired: "deadline",
    }
)


def cause_of(fact: Fact) -> str:
    """The `cause` of a status change that this fact brings about."""
    if isinstance(fact.body, ShipmentScanned) and fact.body.kind == Kind.CORRECTION:
        return "correction"
    return _CAUSES[type(fact.body)]
