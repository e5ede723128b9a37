"""What a sender hands messages over by, and how long it gives each."""

from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from notifier.app.letters import Letter
from notifier.domain.judging import Send
from notifier.domain.outcomes import Outcome


class Gateway(Protocol):
    """Hands messages over by one channel."""

    def deliver(self, letter: Letter, to: Send) -> Outcome:
        """Hand over once. The row's id names the message for ever."""


class Pace(Struct, frozen=True):
    """How long a sending may take before it is in doubt, and the pause after a first failure."""

    lease: timedelta
    first_pause: timedelta
