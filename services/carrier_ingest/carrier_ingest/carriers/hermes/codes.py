"""What a code of three groups means: what happened, its detail, and who recorded it.

Written `60-3-4` in payloads, `060003004` in the table, `060/003/004` in statements. The deprecated
calls have codes of four digits, here in two slots (`35/00`).
"""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import structs
from waymark_events.vocabulary import Kind

from carrier_ingest.carriers.meanings import Meaning, meant
from carrier_ingest.carriers.tables import by_code

_GROUPS: Final = re.compile(r"([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,3})")
_PADDED: Final = re.compile(r"([0-9]{3})([0-9]{3})([0-9]{3})")
_SHORT: Final = re.compile(r"([0-9]{2})([0-9]{2})")
_WITHDRAWALS: Final[Mapping[str, tuple[str, ...]]] = {
    "048/090": ("048/*/*",),
    "050/090": ("050/*/*",),
    "060/090": ("060/*/*",),
    "100/090": ("100/*/*",),
    "390/020": ("320/020/*", "320/021/*"),
    "40/70": ("30/*", "33/*"),
    "40/72": ("60/*",),
    "46/90": ("46/*",),
    "93/99": ("93/40", "93/41"),
}
"""The corrections, and which earlier scans each may take back: those of its own group."""


def code_from(written: str) -> str:
    """Bring a code to slots; one of another shape is kept as it stands."""
    for shape in (_GROUPS, _PADDED):
        if (read := shape.fullmatch(written)) is not None:
            return "/".join(group.zfill(3) for group in read.groups())
    short = _SHORT.fullmatch(written)
    return "/".join(short.groups()) if short else written[:32]


def meaning_of(code: str) -> Meaning:
    """Look up all of the code, then without who recorded it."""
    table = by_code(__package__)
    bare = code.replace("/", "")
    row = table.get(bare) or (table.get(f"{bare[:6]}***") if code.count("/") == 2 else None)
    found = meant(row)
    if found.kind != Kind.CORRECTION:
        return found
    return structs.replace(found, withdraws_codes=_WITHDRAWALS.get(code[:7], ()))
