"""What a status with its reason means: the status leads, the reason tells why."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import UNMAPPED, Kind, Milestone, family, fits

from carrier_ingest.carriers.tables import Row

_NOT_WHOLE: Final = {"carrier.damaged": "delivered.damaged", "carrier.lost": "delivered.short"}
"""How a delivery is called that came with such a reason."""


class Meaning(Struct, frozen=True):
    """What one status does to a parcel."""

    kind: Kind
    milestone: Milestone
    reason: str


UNKNOWN: Final = Meaning(Kind.EVENT, Milestone.IN_TRANSIT, UNMAPPED)


def sharpened(status: Row, reason: Row | None, kind: Kind, *, neutral: bool) -> Meaning:
    """The status's milestone with the reason's reason.

    A neutral status says only that something is not as planned, so that the reason's milestone
    counts too. What is all right never explains an exception away.
    """
    said = Meaning(kind, status.milestone, status.reason)
    if reason is None or _explained_away(status, reason):
        return said
    if neutral:
        return Meaning(kind, reason.milestone, reason.reason)
    if status.milestone == Milestone.DELIVERED:
        why = _NOT_WHOLE.get(reason.reason, reason.reason)
    else:
        why = reason.reason
    return said if fits(status.milestone, why) else Meaning(kind, status.milestone, why)


def agreed(options: Mapping[str, str], code: str) -> Meaning | None:
    """What the account says of a partner's code: option `code.<code>`, as `milestone/reason`."""
    milestone, _, reason = options.get(f"code.{code}", "").partition("/")
    if fits(milestone, reason):
        return None
    return Meaning(Kind.EVENT, Milestone(milestone), reason)


def _explained_away(status: Row, reason: Row) -> bool:
    return status.milestone == Milestone.EXCEPTION and family(reason.reason) == "progress"
