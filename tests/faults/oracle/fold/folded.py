"""What the fold says of a shipment, and the same as the published status (section 8)."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineJourney:
    """`ids` are the entries' ce_ids, newest first; of a scan its face, of a pair the leader's."""

    id: str
    milestone: str
    reason: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The state after all facts. JSON members are those of the published messages.

    `timeline` has the newest journey first; `facts` counts distinct ce_ids.
    """

    milestone: str
    reason: str
    journey: str
    flags: tuple[str, ...]
    action: Json | None
    promise: Json | None
    estimate: Json | None
    attempts: int
    bookings: tuple[Json, ...]
    links: tuple[Json, ...]
    since: Json | None
    ended: bool
    timeline: tuple[TimelineJourney, ...]
    facts: int

    @property
    def parcels(self) -> tuple[str, ...]:
        """The parcel ids of the bookings, in their order."""
        return tuple(booking["parcel_id"] for booking in self.bookings)


def public_status(folded: Folded) -> Json:
    """Give the member `status` of `shipment.status_changed.v1`; defaults are left out."""
    kept = {
        "flags": list(folded.flags),
        "action": folded.action,
        "promise": folded.promise,
        "estimate": folded.estimate,
        "attempts": folded.attempts,
        "bookings": list(folded.bookings),
        "links": list(folded.links),
    }
    said = {"milestone": folded.milestone, "reason": folded.reason, "journey": folded.journey}
    return said | {name: value for name, value in kept.items() if value}
