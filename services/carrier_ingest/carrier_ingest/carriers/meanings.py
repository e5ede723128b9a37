"""What a scan does to a parcel, as a carrier's table says it."""

from typing import Final

from msgspec import Struct, structs
from waymark_events.vocabulary import UNMAPPED, UNSTATED, Kind, Milestone

from carrier_ingest.carriers.tables import Row

_STAYS_ON_THE_WAY_BACK: Final = frozenset(
    {Milestone.CANCELLED, Milestone.LOST, Milestone.DISPOSED, Milestone.RETURNED}
)


class Meaning(Struct, frozen=True, kw_only=True):
    """What one scan does; `withdraws_codes` are those of scans that it may take back."""

    milestone: Milestone
    reason: str
    kind: Kind = Kind.EVENT
    withdraws_codes: tuple[str, ...] = ()


UNKNOWN: Final = Meaning(milestone=Milestone.IN_TRANSIT, reason=UNMAPPED)
"""A code that nobody mapped."""


def meant(row: Row | None) -> Meaning:
    """What a row says whose `kind` is one of ours; without a row it is `UNKNOWN`."""
    if row is None:
        return UNKNOWN
    return Meaning(kind=Kind(row.kind), milestone=row.milestone, reason=row.reason)


def turned_back(found: Meaning) -> Meaning:
    """The same on the way back: a delivery there is a return, what is final stays."""
    if found.milestone == Milestone.DELIVERED:
        return structs.replace(found, milestone=Milestone.RETURNED, reason=UNSTATED)
    if found.milestone in _STAYS_ON_THE_WAY_BACK:
        return found
    return structs.replace(found, milestone=Milestone.RETURNING)
