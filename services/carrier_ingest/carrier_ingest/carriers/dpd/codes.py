"""What a status of the web service, or a scan code of a file, means: two lists, no code in both."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import UNMAPPED, Kind, Milestone

from carrier_ingest.carriers.tables import Row, by_code

NAME: Final = "dpd"
CARRIER: Final = "dpd"


class Meaning(Struct, frozen=True, kw_only=True):
    """What one status or scan does to a parcel."""

    kind: Kind
    milestone: Milestone
    reason: str


def meaning_of(code: str) -> Meaning:
    """Look a code up as it is written, then without regard to case: national systems differ."""
    row = by_code(__package__).get(code) or _folded().get(code.casefold())
    if row is None:
        return Meaning(kind=Kind.EVENT, milestone=Milestone.IN_TRANSIT, reason=UNMAPPED)
    return Meaning(kind=Kind(row.kind), milestone=row.milestone, reason=row.reason)


@cache
def _folded() -> Mapping[str, Row]:
    return {code.casefold(): row for code, row in by_code(__package__).items()}
