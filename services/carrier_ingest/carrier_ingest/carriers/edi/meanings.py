"""What a status with its reason means: the status leads, the reason tells why."""

from collections.abc import Mapping
from typing import Final

from waymark_events.vocabulary import Kind, Milestone, family, fits

from carrier_ingest.carriers import option_tables
from carrier_ingest.carriers.meanings import Meaning
from carrier_ingest.carriers.tables import Row

_OPTIONS: Final = ("carrier", "sender", "recipient", "codes")
_NOT_WHOLE: Final = {"carrier.damaged": "delivered.damaged", "carrier.lost": "delivered.short"}
"""How a delivery is called that came with such a reason."""


def refuses(options: Mapping[str, str]) -> str | None:
    """Say in a sentence what is wrong with an account's options; None when nothing is."""
    return option_tables.refuses(options, _OPTIONS)


def sharpened(status: Row, reason: Row | None, kind: Kind, *, neutral: bool) -> Meaning:
    """The status's milestone with the reason's reason.

    A neutral status says only that something is not as planned, so that the reason's milestone
    counts too. What is all right never explains an exception away.
    """
    said = as_told(status, kind)
    if reason is None or _explained_away(status, reason):
        return said
    if neutral:
        return as_told(reason, kind)
    if status.milestone == Milestone.DELIVERED:
        why = _NOT_WHOLE.get(reason.reason, reason.reason)
    else:
        why = reason.reason
    if fits(status.milestone, why):
        return said
    return Meaning(kind=kind, milestone=status.milestone, reason=why)


def agreed(options: Mapping[str, str], *spellings: str) -> Meaning | None:
    """What the account's table `codes` says of a code, by the first spelling that it lists."""
    rows = (option_tables.agreed(one, options.get("codes", "")) for one in spellings)
    row = next((one for one in rows if one is not None), None)
    return None if row is None else as_told(row, option_tables.kind_of(row))


def as_told(row: Row, kind: Kind) -> Meaning:
    """What a row says, in the role that its list gives it."""
    return Meaning(kind=kind, milestone=row.milestone, reason=row.reason)


def _explained_away(status: Row, reason: Row) -> bool:
    return status.milestone == Milestone.EXCEPTION and family(reason.reason) == "progress"
