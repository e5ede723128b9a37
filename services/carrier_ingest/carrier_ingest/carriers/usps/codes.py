"""What an event means: its code, and then its phrase, which is the more exact of the two."""

import re
from typing import Final

from waymark_events.vocabulary import UNMAPPED, UNSTATED, Milestone

from carrier_ingest.carriers.tables import by_code
from carrier_ingest.carriers.usps.texts import meant_by

_VAGUE: Final = frozenset({"progress.update", "delivered.other", UNSTATED})


def meaning_of(code: str, phrase: str) -> tuple[Milestone, str]:
    """Look up both. The phrase wins, unless it only repeats the milestone and names no cause.

    A delivery "to original sender" has the code of any other.
    """
    row = by_code(__package__).get(code)
    told = meant_by(phrase)
    if row is None:
        return told or (Milestone.IN_TRANSIT, UNMAPPED)
    if told is None or (told[0] == row.milestone and told[1] in _VAGUE):
        return row.milestone, row.reason
    return told


def bare(code: str) -> str:
    """A code in the table's spelling."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())[:8]
