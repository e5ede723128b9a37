"""What is true of a shipment: a pure fold over its facts, specified in docs/fold.md."""

from collections.abc import Iterable
from datetime import datetime

from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import When

from projection.domain.chronicle import Entry, Journey, Revision, Said, Timeline
from projection.domain.deadlines import Deadline, deadlines
from projection.domain.facts import Fact, cause_of
from projection.domain.state import EMPTY, State, pack, unpack


def fold(facts: Iterable[Fact]) -> State: raise NotImplementedError
def step(state: State, fact: Fact) -> State | None: raise NotImplementedError
def status(state: State) -> PublicStatus: raise NotImplementedError
def since(state: State) -> When | None: raise NotImplementedError
def canonical(state: State) -> bytes: raise NotImplementedError
def timeline(facts: Iterable[Fact], *, as_of: datetime | None = None) -> Timeline: raise NotImplementedError

__all__ = [
    "EMPTY", "Deadline", "Entry", "Fact", "Journey", "Revision", "Said", "State", "Timeline",
    "canonical", "cause_of", "deadlines", "fold", "pack", "since", "status", "step", "timeline", "unpack",
]
