"""What an activity's codes mean: the two-character code in the list of its type, then its status.

The same two characters mean different things in different lists, so the type leads, and never
decides by itself: UPS counts a loaded vehicle as a delivery too.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct, structs
from waymark_events.vocabulary import UNMAPPED, UNSTATED, Kind, Milestone, family

from carrier_ingest.carriers.meanings import UNKNOWN, Meaning
from carrier_ingest.carriers.tables import Row, bare, by_kind_and_code

_LISTS: Final = ("delivery", "movement", "exception", "manifest", "update")
_LIST_OF_TYPE: Final = {
    "D": "delivery",
    "I": "movement",
    "X": "exception",
    "M": "manifest",
    "MV": "manifest",
    "U": "update",
}
_POSTAL_NUMBER: Final = re.compile(r"9[0-9]{19,33}")
_VAGUE: Final = frozenset({"progress.update", "carrier.other", UNSTATED, UNMAPPED})
_ABOUT_DATA: Final = frozenset({"153", "154", "155"})
"""Status rows that repeat an update (new time, new date, photo): they move nothing."""

WITHDRAWALS: Final = {
    ("movement", "CA"): ("*/AR/*", "*/DS/*", "*/UA/*"),
    ("movement", "CD"): ("*/DP/*", "*/UD/*"),
    ("movement", "CL"): ("*/UL/*",),
    ("exception", "TL"): ("D/*/*",),
    ("exception", "8I"): ("D/*/*",),
}
"""The corrections, and which earlier scans (`type/code/status`) each may take back."""


class Codes(Struct, frozen=True, kw_only=True):
    """The codes of one activity: one or two letters, two characters, three digits; or ""."""

    type: str
    code: str
    status: str

    def __str__(self) -> str:
        """As statements carry them, so that a mended table can be applied to the stream."""
        return f"{self.type}/{self.code}/{self.status}"


def codes_from(type_: str, code: str, status: str) -> Codes:
    """Bring codes to the table's spelling; a status may come as the number 21 for `021`."""
    return Codes(type=bare(type_), code=bare(code), status=bare(status, digits=3))


def meaning_of(number: str, codes: Codes, *, logical: bool | None = None) -> Meaning:
    """Look the codes up. `logical` marks a data event where the carrier says so (poll alone)."""
    row = _row(number, codes)
    if row is None:
        kind = Kind.INFO if codes.type == "U" else Kind.EVENT
        return structs.replace(UNKNOWN, kind=kind)
    withdrawn = WITHDRAWALS.get((row.kind, row.code), ())
    kind = Kind.CORRECTION if withdrawn else _kind(row, codes, logical is True)
    return Meaning(kind=kind, milestone=row.milestone, reason=row.reason, withdraws_codes=withdrawn)


def _kind(row: Row, codes: Codes, logical: bool) -> Kind:
    """Updates and what tells nothing stand on the timeline; so does a data event "on the way"."""
    told_nothing = row.milestone == Milestone.UNKNOWN or row.kind == "update"
    data_only = row.kind == "status" and row.code in _ABOUT_DATA
    moving = row.milestone == Milestone.IN_TRANSIT and family(row.reason) == "progress"
    if codes.type == "U" or told_nothing or data_only or (logical and moving):
        return Kind.INFO
    return Kind.EVENT


def _row(number: str, codes: Codes) -> Row | None:
    table = by_kind_and_code(__package__)
    status = table.get(("status", codes.status))
    found = [row for kind in _lists(number, codes.type) if (row := table.get((kind, codes.code)))]
    if not found or (codes.type not in _LIST_OF_TYPE and _disagree(found)):
        return status
    first = found[0]
    settled = first.kind == "update" or (first.kind, first.code) in WITHDRAWALS
    return status if status and not settled and _more_exact(status, first) else first


def _lists(number: str, type_: str) -> Sequence[str]:
    own = _LIST_OF_TYPE.get(type_)
    ordered = [own, *(kind for kind in _LISTS if kind != own)] if own else list(_LISTS)
    return ["mail_innovations", *ordered] if _POSTAL_NUMBER.fullmatch(number) else ordered


def _disagree(rows: Sequence[Row]) -> bool:
    """Whether the lists read one code differently, so that without a type it would be a guess."""
    return rows[0].kind != "mail_innovations" and len({(r.milestone, r.reason) for r in rows}) > 1


def _more_exact(status: Row, row: Row) -> bool:
    """A vague row gives way to a status that names a cause, or says more of the same milestone."""
    if row.reason not in _VAGUE or status.reason in _VAGUE:
        return False
    return family(status.reason) != "progress" or status.milestone == row.milestone
