"""What an event means: its code, and then its phrase, which is the more exact of the two."""

from typing import Final

from waymark_events.vocabulary import UNSTATED

from carrier_ingest.carriers.meanings import Meaning, meant
from carrier_ingest.carriers.tables import by_code
from carrier_ingest.carriers.usps.texts import meant_by

_VAGUE: Final = frozenset({"progress.update", "delivered.other", UNSTATED})


def meaning_of(code: str, phrase: str) -> Meaning:
    """Look up both. The phrase wins, unless it only repeats the milestone and names no cause.

    A delivery "to original sender" has the code of any other.
    """
    row = by_code(__package__).get(code)
    told = meant_by(phrase)
    if told is None or (row and told[0] == row.milestone and told[1] in _VAGUE):
        return meant(row)
    milestone, reason = told
    return Meaning(milestone=milestone, reason=reason)
