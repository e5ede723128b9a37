"""What an event's codes mean: the division's own code first, then DHL's coarse word.

Each division has codes of its own, so the division is part of every code. Where it sends a sentence
instead, nobody guesses at its words: the coarse word decides.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.meanings import UNKNOWN, Meaning, meant, turned_back
from carrier_ingest.carriers.tables import by_code

_CODE: Final = re.compile(r"[0-9A-Z][0-9A-Z_/-]{0,79}")
_WORD: Final = re.compile(r"[a-z][a-z-]{0,19}")
_NONE: Final = "*"
_WAY_BACK: Final = frozenset({Milestone.RETURNING, Milestone.RETURNED})


class Codes(Struct, frozen=True, kw_only=True):
    """The codes of one event. `status` is "" where DHL wrote a sentence, `word` where none."""

    service: str
    status: str
    word: str

    def __str__(self) -> str:
        """As statements carry them: enough to look them up again in a mended table."""
        return f"{self.service}:{self.status or _NONE}:{self.word or _NONE}"


_WORDS: Final[Mapping[str, Meaning]] = {
    "pre-transit": Meaning(milestone=Milestone.ANNOUNCED, reason="progress.update"),
    "transit": Meaning(milestone=Milestone.IN_TRANSIT, reason="progress.update"),
    "delivered": Meaning(milestone=Milestone.DELIVERED, reason="delivered.other"),
    "failure": Meaning(milestone=Milestone.EXCEPTION, reason="carrier.other"),
}
"""`unknown` is left out: DHL knows nothing then."""


def is_code(status: str) -> bool:
    """Whether a division wrote a code; small letters and blanks are a sentence's."""
    return _CODE.fullmatch(status) is not None


def codes_from(service: str, status: str, word: str) -> Codes:
    """Keep what is a code; what a person wrote is no part of it."""
    coarse = word.lower()
    return Codes(
        service=service,
        status=status if is_code(status) else "",
        word=coarse if _WORD.fullmatch(coarse) else "",
    )


def meanings_of(oldest_first: Sequence[Codes], *, going_back: bool) -> list[Meaning]:
    """Look each up. `going_back` stands on the shipment, so it is about where it is now.

    It turns what came since an event that tells of the way back itself, and without one the newest
    event that moves anything: what came before was the way there.
    """
    found = [_meaning(codes) for codes in oldest_first]
    if not going_back:
        return found
    told = [at for at, one in enumerate(found) if one.milestone in _WAY_BACK]
    moving = [at for at, one in enumerate(found) if one.kind == Kind.EVENT]
    start = told[0] if told else max(moving, default=len(found))
    return [*found[:start], *map(turned_back, found[start:])]


def _meaning(codes: Codes) -> Meaning:
    row = by_code(__package__).get(f"{codes.service}:{codes.status}")
    return _WORDS.get(codes.word, UNKNOWN) if row is None else meant(row)
