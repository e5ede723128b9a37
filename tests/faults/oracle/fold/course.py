"""The course of a journey: what its events and cancellations make of it (section 7)."""

from dataclasses import dataclass
from typing import Any

from faults.oracle.fold.items import Item, Scan
from faults.oracle.fold.shown import only
from faults.oracle.fold.tables import tables
from faults.oracle.fold.times import ours


@dataclass(slots=True)
class Course:
    """What is true after the items taken so far; times in microseconds, `since` a time as printed.

    `seen` and `answered` are kept of all events, whether or not they set the milestone.
    """

    milestone: str = "unknown"
    reason: str = "unstated"
    attempts: int = 0
    since: dict[str, Any] | None = None
    ended_at: int | None = None
    ended_on: str = ""
    after_end: bool = False
    cause: str | None = None
    seen: bool = False
    answered: int | None = None
    pickup_until: str | None = None
    place: dict[str, Any] | None = None
    duties: dict[str, str] | None = None

    def take(self, item: Item) -> None:
        """Go on with an event that moves, or a cancellation, in the total order."""
        if isinstance(item, Scan):
            self._keep_aside(item)
        if not self._may_set(item):
            self.after_end = self.after_end or self.ended_at is not None
        elif isinstance(item, Scan):
            self._set(item)
        else:
            self._cancel(item)

    def _keep_aside(self, scan: Scan) -> None:
        milestone = scan.said("milestone")
        self.seen = self.seen or tables().ranks[milestone] >= tables().ranks["accepted"]
        if tables().marked(milestone, "answers") and self.answered is None:
            self.answered = scan.own

    def _may_set(self, item: Item) -> bool:
        if not isinstance(item, Scan):
            return self.ended_at is None
        milestone = item.said("milestone")
        if self.ended_at is None:
            return milestone != "unknown" or self.milestone == "unknown"
        rule = tables().leaving.get((self.milestone, milestone))
        if rule is None or item.own <= self.ended_at or item.said("reason") == "unmapped":
            return False
        return rule == "later" or item.said("when")["local"][:10] > self.ended_on

    def _set(self, scan: Scan) -> None:
        milestone, when = scan.said("milestone"), scan.said("when")
        self._keep_details(scan)
        self.milestone, self.since, self.after_end = milestone, when, False
        self._reason(milestone, scan.said("reason"))
        self.attempts += milestone == "attempt_failed"
        ends = tables().marked(milestone, "terminal")
        self.ended_at, self.ended_on = (scan.own, when["local"][:10]) if ends else (None, "")

    def _reason(self, milestone: str, reason: str) -> None:
        mark = tables().reasons.get(reason)
        if mark == "cause":
            self.cause = reason
        if milestone in ("returning", "returned") and mark == "causeless" and self.cause:
            reason = self.cause
        if milestone == "delivered":
            self.cause = None
        self.reason = reason

    def _keep_details(self, scan: Scan) -> None:
        milestone = scan.said("milestone")
        if milestone != self.milestone:
            self.pickup_until = self.place = self.duties = None
        if milestone == "available_for_pickup":
            self.pickup_until = scan.said("pickup_until") or self.pickup_until
            stated = scan.said("place") or {}
            self.place = only(stated, "name", "city", "region", "country") or self.place
        amount, currency = scan.said("duties_amount"), scan.said("duties_currency")
        if amount is not None and currency is not None:
            self.duties = {"amount": amount, "currency": currency}

    def _cancel(self, item: Item) -> None:
        self.milestone, self.reason = "cancelled", "retailer.cancelled"
        self.since = ours(item.face.body["at"])
        self.cause, self.ended_at, self.ended_on = "retailer.cancelled", item.own, ""
        self.pickup_until = self.place = self.duties = None
