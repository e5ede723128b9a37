"""What Royal Mail's event codes mean; its categories and sentences decide nothing but one case."""

import re
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import UNMAPPED, Kind, Milestone

from carrier_ingest.carriers.tables import by_code

_DELIVERED: Final = "DELIVERED"


class Meaning(Struct, frozen=True, kw_only=True):
    """What one event does to an item."""

    kind: Kind
    milestone: Milestone
    reason: str


def code_from(written: str) -> str:
    """Bring a code to the table's spelling."""
    return re.sub(r"[^0-9A-Za-z]", "", written).upper()[:8]


def meaning_of(code: str, category: str = "") -> Meaning:
    """Look a code up. `category` is the item's own, for its newest event: it helps where no row
    does, for half of Royal Mail's codes are not public, and only to say "delivered".
    """
    row = by_code(__package__).get(code)
    if row is not None:
        return Meaning(kind=Kind(row.kind), milestone=row.milestone, reason=row.reason)
    if category.upper().startswith(_DELIVERED):
        return Meaning(kind=Kind.EVENT, milestone=Milestone.DELIVERED, reason="delivered.other")
    return Meaning(kind=Kind.EVENT, milestone=Milestone.IN_TRANSIT, reason=UNMAPPED)
