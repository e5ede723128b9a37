"""What an event's code (`OUTDEL.NORMAL`) means: by itself, by its family, by the parcel's status.

The table writes a family `OUTDEL.*` and a status `*.INDELIVERY`.
"""

import re
from typing import Final

from carrier_ingest.carriers.tables import Row, by_code

_STRANGE: Final = re.compile(r"[^0-9A-Z_.]")


def code_from(written: str) -> str:
    """Bring a code to the table's spelling. GLS really writes `INTIAL`."""
    return _STRANGE.sub("", written.upper())[:64]


def row_of(code: str) -> Row | None:
    """What a code says by itself, else its family; None for one that nobody knows."""
    table = by_code(__package__)
    return table.get(code) or table.get(f"{code.partition('.')[0]}.*")


def row_of_status(status: str) -> Row | None:
    """What the parcel's coarse status says."""
    return by_code(__package__).get(f"*.{code_from(status)}")
