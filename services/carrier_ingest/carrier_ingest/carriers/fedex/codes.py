"""What FedEx's codes mean: the scan's own code, then the cause or the place that sharpens it."""

import re
from collections.abc import Sequence
from typing import Final

from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.meanings import UNKNOWN, Meaning
from carrier_ingest.carriers.tables import by_kind_and_code

DELIVERED: Final = "DL"
GOING_BACK: Final = "RS"
EXCEPTION: Final = "exception_code"
DELAY: Final = "delay_type"
LOCATION: Final = "delivery_location"
_CAUSES: Final = frozenset({EXCEPTION, DELAY})
_SHARPENED_BY: Final = {
    "CD": _CAUSES,
    "DD": _CAUSES,
    "DE": _CAUSES,
    "DY": _CAUSES,
    "SE": _CAUSES,
    DELIVERED: frozenset({LOCATION}),
}
_FORECASTS: Final = frozenset({"AE", "AO", "US"})
"""What tells only when the parcel will come: it moves nothing."""


def meaning_of(code: str, details: Sequence[tuple[str, str]], *, at_customs: bool) -> Meaning:
    """Look a code up. `details` are (list, code) that may sharpen it, the most telling first."""
    table = by_kind_and_code(__package__)
    row = (table.get(("regulatory", code)) if at_customs else None) or table.get(("event", code))
    if row is None:
        return UNKNOWN
    kind = Kind.INFO if code in _FORECASTS else Kind.EVENT
    fitting = (one for one in details if one[0] in _SHARPENED_BY.get(code, ()))
    cause = next((table[one] for one in fitting if one in table), row)
    # a parcel with another date still moves, whatever the cause
    stays = row.milestone == Milestone.IN_TRANSIT
    milestone = row.milestone if stays else cause.milestone
    return Meaning(kind=kind, milestone=milestone, reason=cause.reason)


def bare(code: str) -> str:
    """A code in the table's spelling."""
    return re.sub(r"[^0-9A-Z_]", "", code.upper())[:64]


def cause_code(written: str) -> str:
    """The code of a cause, whose leading zeros come and go; "" for none."""
    return bare(written).lstrip("0")
