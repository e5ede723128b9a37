"""What a status means: Recommendation 24, then data element 9013; where UPS writes, its reason.

Both are lists of numbers, and the same number means other things in them.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers import ups
from carrier_ingest.carriers.edi.meanings import agreed, as_told, sharpened
from carrier_ingest.carriers.edi.segments import Elements, at
from carrier_ingest.carriers.iftsta.message import Status
from carrier_ingest.carriers.meanings import UNKNOWN, Meaning
from carrier_ingest.carriers.tables import Row, by_kind_and_code

_OF_THE_UN: Final = frozenset({"", "6"})
_NEUTRAL: Final = frozenset({"20", "23", "101", "265"})


class Codes(Struct, frozen=True, kw_only=True):
    """The codes of a status; `ups` is UPS's letter (`E1`) where the status stands in its way."""

    status: str
    agency: str
    reasons: tuple[str, ...]
    ups: str = ""

    def __str__(self) -> str:
        """As statements carry them: `23/7`, of another agency `87:HS/`, of UPS `UPS:E1:101/MF`."""
        whose = f"UPS:{self.ups}:" if self.ups else f"{self.agency}:"
        prefix = "" if self.agency in _OF_THE_UN and not self.ups else whose
        return f"{prefix}{self.status}/{self.reasons[0] if self.reasons else ''}"

    @property
    def spellings(self) -> tuple[str, ...]:
        """How an account's table may name the status, the narrower first: `87:21`, `21`."""
        return (f"{self.agency}:{self.status}", self.status) if self.agency else (self.status,)


def codes_of(status: Status) -> Codes:
    """Read the codes, also where UPS puts them."""
    sts = status.status or ()
    if _in_the_way_of_ups(sts):
        told = (at(one, 2) for one in phrases(status, "REASON"))
        return Codes(
            status=_bare(at(sts, 1, 2)),
            agency="",
            reasons=tuple(one for one in told if one),
            ups=at(sts, 1, 1)[:8],
        )
    reasons = (_bare(at(sts, place)) for place in range(3, 8) if at(sts, place, 2) in _OF_THE_UN)
    return Codes(
        status=_bare(at(sts, 2)),
        agency=at(sts, 2, 2)[:8],
        reasons=tuple(one for one in reasons if one),
    )


def meaning_of(codes: Codes, options: Mapping[str, str]) -> Meaning:
    """Look a status up: what the account says of it, then the tables."""
    if (own := agreed(options, *codes.spellings)) is not None:
        return own
    if codes.ups and (told := _by_ups(codes)) is not None:
        return told
    table = by_kind_and_code(__package__)
    if codes.agency not in _OF_THE_UN:
        return UNKNOWN
    if (row := table.get(("rec24_equipment", codes.status))) is not None:
        return as_told(row, Kind.INFO)
    if (row := table.get(("rec24", codes.status))) is None:
        return UNKNOWN
    rows = (table.get(("reason_9013", one)) for one in codes.reasons if not codes.ups)
    reason = next((one for one in rows if one is not None), None)
    return sharpened(row, reason, Kind.EVENT, neutral=codes.status in _NEUTRAL)


def phrases(status: Status, marker: str) -> list[Elements]:
    """UPS's fixed phrases about a delay: the texts that it marks as REASON or RESOLUTION."""
    if not _in_the_way_of_ups(status.status or ()):
        return []
    return [one for one in status.own.of("FTX", "AVA") if one[4:] and one[4][-1:] == (marker,)]


def _in_the_way_of_ups(sts: Elements) -> bool:
    """Whether the number stands behind the category, and nothing where it should."""
    return not at(sts, 2) and at(sts, 1, 2) != ""


def _by_ups(codes: Codes) -> Meaning | None:
    table = by_kind_and_code(ups.__name__)
    rows: list[Row | None] = [table.get(("exception", one)) for one in codes.reasons]
    row = next((one for one in rows if one is not None), None)
    if row is None:
        return None
    kind = Kind.INFO if row.milestone == Milestone.UNKNOWN else Kind.EVENT
    return as_told(row, kind)


def _bare(code: str) -> str:
    """A code without leading zeros, where it is a number."""
    cut = code[:17].upper()
    return (cut.lstrip("0") or "0") if cut.isascii() and cut.isdecimal() else cut
