"""The fold's tables and constants; docs/fold/*.csv hold the same, and a test compares them."""

from datetime import timedelta
from typing import Final

from waymark_events.vocabulary import REASONS, TERMINAL, LinkKind, Milestone, Way, family

_M = Milestone
ANY_LATER: Final = "later"
LATER_DAY: Final = "later_day"
_IN_HANDS: Final = (
    _M.ACCEPTED,
    _M.IN_TRANSIT,
    _M.OUT_FOR_DELIVERY,
    _M.ATTEMPT_FAILED,
    _M.AVAILABLE_FOR_PICKUP,
    _M.RETURNING,
)
LEAVES: Final[dict[tuple[Milestone, Milestone], str]] = {
    (_M.DELIVERED, _M.RETURNING): ANY_LATER,
    (_M.DELIVERED, _M.ATTEMPT_FAILED): ANY_LATER,
    (_M.DELIVERED, _M.AVAILABLE_FOR_PICKUP): ANY_LATER,
    (_M.DELIVERED, _M.OUT_FOR_DELIVERY): LATER_DAY,
} | {
    (ended, shown): ANY_LATER
    for ended in (_M.LOST, _M.CANCELLED, _M.RETURNED, _M.DISPOSED)
    for shown in (*_IN_HANDS, _M.DELIVERED)
}
"""How a terminal milestone is left: (from, to) and what the own time has to be."""

NO_CAUSE: Final = frozenset({"customs.presented", "customs.cleared"})
CAUSES: Final = frozenset(
    reason
    for reason in REASONS - NO_CAUSE
    if family(reason) in {"carrier", "recipient", "retailer", "customs", "external"}
)
"""Reasons that say why something went wrong, and are kept for a return without one."""
CAUSELESS: Final = frozenset(
    reason for reason in REASONS if family(reason) in {"progress", "unstated", "unmapped"}
)

ANSWERS: Final = frozenset({_M.DELIVERED, _M.AVAILABLE_FOR_PICKUP, _M.ATTEMPT_FAILED})
"""Milestones that answer a promise when their own time is not after its due instant."""
ANCHORS: Final = frozenset({_M.ANNOUNCED, _M.ACCEPTED})
ANCHOR_AFTER: Final = timedelta(days=60)
MOVES_WITHIN: Final = timedelta(days=7)
MOST_KEPT: Final = 16
"""Bookings and links that the public status shows at most, the newest."""

SILENT_LAST_MILE: Final = timedelta(days=2)
SILENT_CUSTOMS: Final = timedelta(days=10)
SILENT_FREIGHT: Final = timedelta(days=14)
SILENT_MOVING: Final = timedelta(days=5)
NEVER_SEEN_AFTER: Final = timedelta(hours=48)
EXPIRES_AFTER: Final = timedelta(days=60)
LAST_MILE: Final = frozenset({_M.OUT_FOR_DELIVERY, _M.ATTEMPT_FAILED})
MOVING: Final = frozenset({_M.ACCEPTED, _M.IN_TRANSIT, _M.EXCEPTION, _M.RETURNING})
GONE_ON: Final = frozenset({LinkKind.HANDOVER, LinkKind.RELABEL, LinkKind.REBOOK})
"""Outgoing links after which a leg is never silent and never unseen."""
NOT_DELAYED: Final = TERMINAL | {_M.AVAILABLE_FOR_PICKUP, _M.RETURNING}


def silent_after(milestone: Milestone, reason: str, way: Way | None) -> timedelta | None:
    """How long no carrier fact may come before a parcel counts as silent; None: never."""
    if way == Way.UNTRACKED:
        return None
    if milestone in LAST_MILE:
        return SILENT_LAST_MILE
    if milestone not in MOVING:
        return None
    if reason.startswith("customs."):
        return SILENT_CUSTOMS
    return SILENT_FREIGHT if way == Way.FREIGHT else SILENT_MOVING
