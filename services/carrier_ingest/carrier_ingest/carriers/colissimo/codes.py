"""What a code of an event means: the three characters of Suivi v2, or six letters of older ones."""

import re
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import UNMAPPED, Kind, Milestone

from carrier_ingest.carriers.tables import by_code

_CUSTOMS: Final = re.compile(r"DOU[A-Z]{3}")
_ANY_CUSTOMS: Final = "DOU*"


class Meaning(Struct, frozen=True, kw_only=True):
    """What one event does to a parcel."""

    kind: Kind
    milestone: Milestone
    reason: str


def bare(code: str) -> str:
    """Bring a code to the table's spelling."""
    return re.sub(r"[^0-9A-Za-z]", "", code).upper()[:8]


def meaning_of(code: str) -> Meaning:
    """Look a code up; any code of customs that has no row of its own is held by customs."""
    table = by_code(__package__)
    row = table.get(code) or (table[_ANY_CUSTOMS] if _CUSTOMS.fullmatch(code) else None)
    if row is None:
        return Meaning(kind=Kind.EVENT, milestone=Milestone.IN_TRANSIT, reason=UNMAPPED)
    return Meaning(kind=Kind(row.kind), milestone=row.milestone, reason=row.reason)
