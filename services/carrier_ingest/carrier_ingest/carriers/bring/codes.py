"""What a scan's group means, sharpened by the event code.

The table's reasons and actions are of Bring's files (IFTSTA); no poll carries them.
"""

import re
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import RANK, TERMINAL, UNMAPPED, Kind, Milestone

from carrier_ingest.carriers.meanings import Meaning, meant
from carrier_ingest.carriers.tables import Row, bare, by_code

_TROUBLED: Final = frozenset({Milestone.ATTEMPT_FAILED, Milestone.EXCEPTION})


class Codes(Struct, frozen=True, kw_only=True):
    """The codes of one scan, in the table's spelling: one of 18 words, and of list BIG07-2."""

    group: str
    event: str = ""

    def __str__(self) -> str:
        """As statements carry them, so that a mended table can be applied to the stream."""
        return f"{self.group}/{self.event}" if self.event else self.group


def codes_from(group: str, event: str = "") -> Codes:
    """Bring codes to the table's spelling."""
    word = re.sub(r"[^A-Z_]", "", group.upper())[:32]
    return Codes(group=word, event=bare(event))


def meaning_of(codes: Codes) -> Meaning:
    """The event, unless its group says more."""
    table = by_code(__package__)
    event, group = table.get(f"event:{codes.event}"), table.get(f"group:{codes.group}")
    if event is None or (group is not None and _weaker(event, group)):
        return meant(group)
    return meant(event)


def _weaker(event: Row, group: Row) -> bool:
    """Whether a code says less than the group it stands in, which Bring keeps with more care.

    What the recipient is told or wishes ends no journey; what went back is not delivered.
    """
    if group.reason == UNMAPPED:
        return False
    if group.kind == Kind.INFO:
        return event.milestone in TERMINAL
    if group.milestone == Milestone.RETURNING and event.milestone == Milestone.DELIVERED:
        return True
    stands_still = event.kind == Kind.INFO and group.milestone != Milestone.IN_TRANSIT
    return stands_still or _strength(event) < _strength(group)


def _strength(row: Row) -> int:
    """How far along a row is; a failed attempt is as good a word for trouble as any."""
    return RANK[Milestone.EXCEPTION if row.milestone in _TROUBLED else row.milestone]
