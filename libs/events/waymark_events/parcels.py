"""A parcel as people see it: one view over the legs it travelled under."""

from collections.abc import Sequence
from datetime import datetime

from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.vocabulary import LinkKind, Milestone

_SUCCEEDS = frozenset({LinkKind.REBOOK, LinkKind.HANDOVER, LinkKind.RELABEL})


def parcel_view(legs: Sequence[ShipmentStatusChanged]) -> ShipmentStatusChanged | None:
    """The leg whose status speaks for the parcel; None when no leg is known yet.

    A leg that was booked again, handed over or relabelled gives way to its successor as soon as
    the successor was seen; a booked-again leg gives way at once. Order of `legs` does not matter.
    """
    present = {f"{leg.carrier}/{leg.number}": leg for leg in legs}
    remaining = [leg for leg in legs if not _gave_way(leg, present)]
    return max(remaining or legs, key=_speaks, default=None)


def _gave_way(leg: ShipmentStatusChanged, present: dict[str, ShipmentStatusChanged]) -> bool:
    for link in leg.status.links:
        if not link.outgoing or link.kind not in _SUCCEEDS:
            continue
        successor = present.get(f"{link.leg.carrier}/{link.leg.number}")
        if link.kind == LinkKind.REBOOK and successor is not None:
            return True
        if successor is not None and successor.status.milestone != Milestone.UNKNOWN:
            return True
    return False


def _speaks(leg: ShipmentStatusChanged) -> tuple[bool, datetime, str, str]:
    seen = leg.status.milestone != Milestone.UNKNOWN
    return (seen, leg.known_at, leg.carrier, leg.number)
