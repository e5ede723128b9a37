"""Stories: facts as they come about, each told from one drawn row of bytes."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from msgspec.structs import replace
from projection.domain import Fact
from projection_facts import START, fact
from waymark_events.ids import ScanId
from waymark_events.messages.shipments import ShipmentFact, ShipmentScanned

T = TypeVar("T")
LONG = [timedelta(days=6), timedelta(days=8), timedelta(days=60), timedelta(days=61)]
GAPS = [timedelta(seconds=seconds) for seconds in (0, 10, 10, 50, 70, 3600, 3600, 86_400)] + LONG


class Lot:
    """Drawn bytes that small choices are taken from, one after the other."""

    def __init__(self, drawn: bytes) -> None:
        self._drawn = iter(drawn)

    def of(self, choices: list[T]) -> T:
        """Take the next choice; the first one when nothing is left."""
        return choices[next(self._drawn, 0) % len(choices)]


class Story:
    """Facts `c00`, `c01` … as they come about, and scans `S0`, `S1` …; `at` is the present."""

    def __init__(self) -> None:
        self.at = START
        self.facts: list[Fact] = []
        self.scans: list[ShipmentScanned] = []

    def tell(self, gap: timedelta, telling: "Telling", lot: Lot) -> None:
        """Let something come about after a while, and be learned then or at another time."""
        self.at += gap
        body = telling(self, lot).body
        known = self.at + lot.of([timedelta(), timedelta(), LONG[0], -LONG[0]])
        self.facts.append(Fact(f"c{len(self.facts):02}", known, body))

    def said(self, told: Fact) -> Fact:
        """Remember a scan, for others to be about it."""
        body = told.body
        assert isinstance(body, ShipmentScanned)
        self.scans.append(replace(body, scan_id=ScanId(f"S{len(self.scans)}")))
        return fact(self.scans[-1], told.known_at)

    def about(self, kind: type[ShipmentFact], lot: Lot) -> str:
        """The id of the last fact of a kind, more often than that of any other or of none."""
        likely = [one.ce_id for one in self.facts if isinstance(one.body, kind)][-1:]
        return lot.of([*likely, *likely, f"c{lot.of(list(range(len(self.facts) + 1))):02}"])

    def some_scan(self, lot: Lot) -> str:
        """The id of a scan of this story, or of none."""
        return f"S{lot.of(list(range(len(self.scans) + 1)))}"


Telling = Callable[[Story, Lot], Fact]
