"""What the watchman may conclude from what it sees; pure."""

from projection.domain import Deadline, State
from projection.store.asides import Look


def may_judge(state: State, look: Look | None) -> bool:
    """Whether silence means anything: the carrier answered us after the last it said.

    A parcel that nobody asks about cannot fall silent.
    """
    if look is None or look.answered_at is None:
        return False
    return state.carrier_known is None or look.answered_at >= state.carrier_known


def answers(other: State, deadline: Deadline) -> bool:
    """Whether a linked leg reached its end, its counter or the door by the deadline."""
    answered = other.course.answered
    return answered is not None and answered <= deadline.due
