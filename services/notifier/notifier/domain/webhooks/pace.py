"""When a delivery is tried again: fifteen times over more than three days, then no more."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from msgspec import Struct

_MINUTE: Final = 60
_HOUR: Final = 3_600
PAUSES: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (
        5,
        30,
        2 * _MINUTE,
        10 * _MINUTE,
        30 * _MINUTE,
        *(hours * _HOUR for hours in (1, 2, 4, 6, 8, 10, 12, 14, 16)),
    )
)
"""The least pause after each failed try; after one more there is none."""
JITTER: Final = 0.1
"""Pauses are longer by up to this part, so that what failed together is not tried together."""
TIMEOUT: Final = timedelta(seconds=15)
LEASE: Final = timedelta(seconds=45)
"""How long a delivery that is being sent belongs to whoever took it; longer than it can take."""
MOST_WAIT: Final = timedelta(hours=24)
"""The most that an endpoint can ask for by Retry-After."""
FAILED_HERE: Final = "failed_here"
"""The word for a try that never left us: a secret that does not open, a fault of ours."""
_AFTER_OURS: Final = timedelta(minutes=1)
_PATIENT_FAILURES: Final = 2
_MOST_REST_S: Final = 60


class Answer(Struct, frozen=True, kw_only=True):
    """What came of one try. Either `status` or `error`, a word; `excerpt` begins the answer."""

    duration_ms: int
    status: int | None = None
    error: str | None = None
    retry_after: timedelta | None = None
    excerpt: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the endpoint has it: 2xx and nothing else."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_our_fault(self) -> bool:
        """Whether it never left us: no endpoint is to pay for it."""
        return self.error == FAILED_HERE

    @property
    def is_gone(self) -> bool:
        """Whether the endpoint wants nothing any more."""
        return self.status == 410


def next_try(attempts: int, answer: Answer, chance: float, now: datetime) -> datetime | None:
    """When to try again after so many tries; None when that was the last. 0 <= `chance` < 1.

    A fault of ours is tried again until it is mended, however often.
    """
    if answer.is_our_fault:
        return now + _AFTER_OURS
    if attempts > len(PAUSES):
        return None
    pause = PAUSES[max(attempts, 1) - 1] * (1 + JITTER * chance)
    return now + max(pause, answer.retry_after or timedelta(0))


def rest(failures: int) -> timedelta:
    """How long an endpoint is left alone after so many failures in a row, whatever is due."""
    beyond = failures - _PATIENT_FAILURES
    if beyond <= 0:
        return timedelta(0)
    return timedelta(seconds=min(1 << min(beyond - 1, 10), _MOST_REST_S))


def wait_asked_for(header: str | None, now: datetime) -> timedelta | None:
    """What Retry-After asks for, by seconds or by date, bounded; None when it says neither."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), MOST_WAIT)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), MOST_WAIT)
