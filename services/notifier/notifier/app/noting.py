"""What becomes of messages: counted, and said in the log where it goes wrong."""

import logging
import time
from collections import Counter as Counted
from collections.abc import Callable
from threading import Lock
from typing import Final

from prometheus_client import Counter

from notifier.domain.outcomes import DOUBTFUL, Next, word
from notifier.domain.rows import NO_PROVIDER, Row
from notifier.domain.triggers import Channel, State

MESSAGES: Final = Counter(
    "waymark_notifier_messages",
    "What became of messages, in the ledger's words",
    ("channel", "outcome"),
)
EVERY_S: Final = 300.0
_LOG: Final = logging.getLogger(__name__)
_FOR_NOW: Final = frozenset({State.DUE, DOUBTFUL})
_TROUBLE: Final = _FOR_NOW | {State.FAILED}
Trouble = tuple[Channel, str, str | None]


class Notes:
    """Counts every end and every failure; the same failure is said once in five minutes.

    A server that is away fails each message of an hour: one line tells of it, the next how many
    more there were, and one that it is over. Nothing personal is said: details are codes and names
    of errors. Safe in several threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._said: dict[Trouble, float] = {}
        self._unsaid: Counted[Trouble] = Counted()
        self._failing: set[Channel] = set()

    def note(self, row: Row, to: Next) -> None:
        """Note what became of a row, once that is committed."""
        outcome = word(row, to)
        MESSAGES.labels(row.channel, outcome).inc()
        with self._lock:
            if outcome == State.SENT:
                self._sent(row.channel)
            elif outcome in _TROUBLE or to.detail == NO_PROVIDER:
                self._failed((row.channel, outcome, to.detail))

    def _sent(self, channel: Channel) -> None:
        if channel in self._failing:
            self._failing.discard(channel)
            _LOG.info("messages by %s go out again", channel)

    def _failed(self, trouble: Trouble) -> None:
        channel, outcome, detail = trouble
        now = self._clock()
        if trouble in self._said and now - self._said[trouble] < EVERY_S:
            self._unsaid[trouble] += 1
            return
        self._said[trouble] = now
        more = self._unsaid.pop(trouble, 0)
        words = "a message by %s is now %s: %s; %d like it before were not logged"
        _LOG.warning(words, channel, outcome, detail, more)
        if outcome in _FOR_NOW:
            self._failing.add(channel)
