"""The flags of a journey, each a function of the state (section 8)."""

from collections.abc import Collection
from typing import Any

from faults.oracle.fold.course import Course
from faults.oracle.fold.facts import CARRIERS, EXPIRED, MISSED, NAMES, NEVER_SEEN, SILENT, Fact
from faults.oracle.fold.items import Scan
from faults.oracle.fold.shown import Json
from faults.oracle.fold.tables import tables
from faults.oracle.fold.times import read
from faults.oracle.fold.walk import Journey


class Flags:
    """`belonging` are the journey's facts that the walk does not pass, `stream` all facts."""

    def __init__(
        self,
        journey: Journey,
        belonging: Collection[Fact],
        stream: Collection[Fact],
        *,
        promise: Json | None,
        estimate: Json | None,
        links: Collection[Json],
    ) -> None:
        self._journey, self._belonging, self._stream = journey, belonging, stream
        self._promise, self._estimate = promise, estimate
        onward = ("handover", "relabel", "rebook")
        travels_on = any(link["outgoing"] and link["kind"] in onward for link in links)
        self._ended = journey.course.ended_at is not None
        self._waited_for = not self._ended and not travels_on

    def standing(self) -> tuple[str, ...]:
        """Name the flags that stand, in the page's order."""
        course: Course = self._journey.course
        flags = {
            "late": self._late(course.answered),
            "delayed": self._delayed(course.milestone),
            "silent": self._newest(SILENT, CARRIERS) and self._waited_for,
            "never_seen": self.has(NEVER_SEEN) and not course.seen and self._waited_for,
            "expired": self._expired(),
            "after_end": course.after_end,
            "number_used_before": self._used_before(),
        }
        return tuple(flag for flag, stands in flags.items() if stands)

    def has(self, kind: str) -> bool:
        """Whether the journey has a fact of this type."""
        return any(fact.kind == kind for fact in self._belonging)

    def _late(self, answered: int | None) -> bool:
        promise = self._promise
        if promise is None or (answered is not None and answered <= read(promise["due"])):
            return False
        missed = (fact.body["promise_id"] for fact in self._belonging if fact.kind == MISSED)
        return promise["promise_id"] in missed

    def _delayed(self, milestone: str) -> bool:
        if self._promise is None or self._estimate is None or "span" not in self._estimate:
            return False
        promised, expected = self._promise["span"], self._estimate["span"]
        windows = promised["precision"] == expected["precision"] == "window"
        length = len("YYYY-MM-DDTHH:MM") if windows else len("YYYY-MM-DD")
        later = expected["to"][:length] > promised["to"][:length]
        return later and not tables().marked(milestone, "not_delayed")

    def _expired(self) -> bool:
        others = {fact.kind for fact in self._stream} - NAMES.keys()
        return self._newest(EXPIRED, others) and not self._ended

    def _newest(self, kind: str, than: Collection[str]) -> bool:
        raised = [fact.known_at for fact in self._belonging if fact.kind == kind]
        heard: Any = (fact.known_at for fact in self._stream if fact.kind in than)
        return bool(raised) and max(raised) >= max(heard, default=max(raised))

    def _used_before(self) -> bool:
        anchor = self._journey.anchor
        heard = any(isinstance(item, Scan) for item in self._journey.items)
        estimated = any(fact.kind in CARRIERS for fact in self._belonging)
        return anchor is not None and anchor.kind == "booked" and not heard and not estimated
