"""What a code of an event means: the three characters of Suivi v2, or six letters of older ones."""

import re
from typing import Final

from carrier_ingest.carriers.meanings import Meaning, meant
from carrier_ingest.carriers.tables import by_code

_CUSTOMS: Final = re.compile(r"DOU[A-Z]{3}")
_ANY_CUSTOMS: Final = "DOU*"


def meaning_of(code: str) -> Meaning:
    """Look a code up; any code of customs that has no row of its own is held by customs."""
    table = by_code(__package__)
    return meant(table.get(code) or (table[_ANY_CUSTOMS] if _CUSTOMS.fullmatch(code) else None))
