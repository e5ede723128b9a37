"""What can go wrong with an effect, as production's ports would say it."""

from typing import Final

from psycopg import OperationalError
from simulation.stepping import Thread
from waymark_runtime.faults import TransientFault

_DATABASE: Final = frozenset(
    {
        "begin",
        "lock",
        "close",
        "commit",
        "committed",
        "ask for rows",
        "forget rows",
        "rows forgotten",
        "load positions",
        "establish positions",
    }
)
_BROKER: Final = frozenset({"publish", "acknowledge"})


FAULTS: Final = (OperationalError, TransientFault)
"""What a port raises when its effect failed, or when nobody knows whether it did."""


def fault_at(thread: Thread) -> Exception | None:
    """How the effect that a thread is held before can fail; None where it cannot."""
    if thread.at is None:
        return None
    label = thread.at.label
    if label in _DATABASE or "Source." in label:
        return OperationalError("the server closed the connection")
    return TransientFault("Kafka did not answer", "kafka") if label in _BROKER else None
