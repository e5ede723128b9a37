"""What is true of a shipment: a pure fold over its facts, specified in docs/fold.md."""

from projection.domain.again import fold_again
from projection.domain.booked import Own, as_booked
from projection.domain.chronicle import Entry, Journey, Revision, Said, Timeline
from projection.domain.deadlines import Deadline, deadlines, first_due
from projection.domain.facts import Fact, cause_of
from projection.domain.fold import FOLD_VERSION, fold
from projection.domain.past import happened_by
from projection.domain.public import canonical, since, status
from projection.domain.state import EMPTY, State, pack, unpack
from projection.domain.step import step
from projection.domain.timeline import timeline

__all__ = [
    "EMPTY",
    "FOLD_VERSION",
    "Deadline",
    "Entry",
    "Fact",
    "Journey",
    "Own",
    "Revision",
    "Said",
    "State",
    "Timeline",
    "as_booked",
    "canonical",
    "cause_of",
    "deadlines",
    "first_due",
    "fold",
    "fold_again",
    "happened_by",
    "pack",
    "since",
    "status",
    "step",
    "timeline",
    "unpack",
]
