"""What a triple of ICE (what happened), RIC (why or how) and TTpro (coarse class) means."""

import re
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import UNMAPPED, UNSTATED, Kind, Milestone

from carrier_ingest.carriers.tables import by_code

BY_THE_DRIVER: Final = ("*/*/AE", "*/*/AN", "*/*/PO", "*/*/ZN", "*/*/ZU")
"""What a driver enters, and so what `STORN` can take back: collection and delivery rounds."""
_STAYS_ON_THE_WAY_BACK: Final = frozenset(
    {Milestone.CANCELLED, Milestone.LOST, Milestone.DISPOSED, Milestone.RETURNED}
)


class Codes(Struct, frozen=True, kw_only=True):
    """The codes of one event; RIC lacks on old ones, ICE where DHL gives none."""

    ice: str
    ric: str
    ttpro: str

    def __str__(self) -> str:
        """As statements carry them; looked up in the table as they stand."""
        return f"{self.ice}/{self.ric}/{self.ttpro}"


class Meaning(Struct, frozen=True, kw_only=True):
    """What one event does to a parcel."""

    kind: Kind
    milestone: Milestone
    reason: str


def codes_from(ice: str, ric: str, ttpro: str) -> Codes:
    """Bring codes to the table's spelling."""
    return Codes(ice=_bare(ice), ric=_bare(ric), ttpro=_bare(ttpro))


def meaning_of(codes: Codes, *, going_back: bool) -> Meaning:
    """Look up the triple, then ICE alone, then TTpro alone; then turn it round on the way back."""
    table = by_code(__package__)
    tries = (str(codes), f"{codes.ice}/*/*", f"*/*/{codes.ttpro}")
    row = next((table[code] for code in tries if code in table), None)
    if row is None:
        found = Meaning(kind=Kind.EVENT, milestone=Milestone.IN_TRANSIT, reason=UNMAPPED)
    else:
        found = Meaning(kind=Kind(row.kind), milestone=row.milestone, reason=row.reason)
    return _turned(found) if going_back else found


def _turned(found: Meaning) -> Meaning:
    if found.milestone == Milestone.DELIVERED:
        return Meaning(kind=found.kind, milestone=Milestone.RETURNED, reason=UNSTATED)
    if found.milestone in _STAYS_ON_THE_WAY_BACK:
        return found
    return Meaning(kind=found.kind, milestone=Milestone.RETURNING, reason=found.reason)


def _bare(code: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", code).upper()[:8]
