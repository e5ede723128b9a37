"""What a triple of ICE (what happened), RIC (why or how) and TTpro (coarse class) means."""

from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.meanings import Meaning, meant, turned_back
from carrier_ingest.carriers.tables import bare, by_code

BY_THE_DRIVER: Final = ("*/*/AE", "*/*/AN", "*/*/PO", "*/*/ZN", "*/*/ZU")
"""What a driver enters, and so what `STORN` can take back: collection and delivery rounds."""


class Codes(Struct, frozen=True, kw_only=True):
    """The codes of one event; RIC lacks on old ones, ICE where DHL gives none."""

    ice: str
    ric: str
    ttpro: str

    def __str__(self) -> str:
        """As statements carry them; looked up in the table as they stand."""
        return f"{self.ice}/{self.ric}/{self.ttpro}"


def codes_from(ice: str, ric: str, ttpro: str) -> Codes:
    """Bring codes to the table's spelling."""
    return Codes(ice=bare(ice), ric=bare(ric), ttpro=bare(ttpro))


def meaning_of(codes: Codes, *, going_back: bool) -> Meaning:
    """Look up the triple, then ICE alone, then TTpro alone; then turn it round on the way back."""
    table = by_code(__package__)
    tries = (str(codes), f"{codes.ice}/*/*", f"*/*/{codes.ttpro}")
    found = meant(next((table[code] for code in tries if code in table), None))
    return turned_back(found) if going_back else found
