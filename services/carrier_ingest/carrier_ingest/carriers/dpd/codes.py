"""What a status of the web service, or a scan code of a file, means: two lists, no code in both."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from carrier_ingest.carriers.meanings import Meaning, meant
from carrier_ingest.carriers.tables import Row, by_code

NAME: Final = "dpd"
CARRIER: Final = "dpd"


def meaning_of(code: str) -> Meaning:
    """Look a code up as it is written, then without regard to case: national systems differ."""
    return meant(by_code(__package__).get(code) or _folded().get(code.casefold()))


@cache
def _folded() -> Mapping[str, Row]:
    return {code.casefold(): row for code, row in by_code(__package__).items()}
