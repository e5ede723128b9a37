"""What becomes of a record that may be a fact: the outcomes, and why it can be refused."""

from enum import Enum, auto
from typing import Final

from waymark_events.codec import Refusal

from projection.app.incoming import Incoming
from projection.store.shipments import KEPT, Row

FLOODED: Final = 5_000
"""Facts of one number; one with more is no parcel."""
RELIVED_A_FACT: Final = 32
"""How many facts are folded again for each that a number has, for the sake of those beyond its
64th. The first 64 cost no more than that, however they come."""


class Outcome(Enum):
    """What became of a record that was not refused."""

    TAKEN = auto()
    NEEDS_HISTORY = auto()


def misfit(row: Row, incoming: Incoming) -> Refusal | None:
    """Why a record cannot be a fact of this row's stream; None when it can."""
    body = incoming.body
    if body is not None and (
        body.number != row.number or body.carrier != row.carrier or body.retailer != row.retailer
    ):
        return Refusal(
            "foreign_key",
            f"key {row.id} is {row.carrier} {row.number} of retailer {row.retailer}, the value"
            f" speaks of {body.carrier} {body.number} of {body.retailer}",
        )
    if incoming.record.partition != row.partition:
        return Refusal(
            "foreign_partition",
            f"{row.carrier} {row.number} lies in partition {row.partition}, this record in"
            f" {incoming.record.partition}",
        )
    if row.version >= FLOODED:
        return Refusal("flooded", f"{row.carrier} {row.number} has {FLOODED} facts already")
    return None


def overdone(row: Row) -> Refusal | None:
    """Why a fact that needs the history is refused: one number may not keep all others waiting."""
    if row.version < KEPT or row.relived <= RELIVED_A_FACT * row.version:
        return None
    return Refusal(
        "flooded",
        f"{row.carrier} {row.number} has {row.version} facts, and too many of them came late",
    )
