"""What Royal Mail's event codes mean; its categories and sentences decide nothing but one case."""

from typing import Final

from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.meanings import Meaning, meant
from carrier_ingest.carriers.tables import by_code

_DELIVERED: Final = "DELIVERED"


def meaning_of(code: str, category: str = "") -> Meaning:
    """Look a code up. `category` is the item's own, for its newest event: it helps where no row
    does, for half of Royal Mail's codes are not public, and only to say "delivered".
    """
    row = by_code(__package__).get(code)
    if row is None and category.upper().startswith(_DELIVERED):
        return Meaning(milestone=Milestone.DELIVERED, reason="delivered.other")
    return meant(row)
