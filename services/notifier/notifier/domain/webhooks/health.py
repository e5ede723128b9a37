"""How an endpoint is: left alone for a moment after failures, disabled after five days of them."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from notifier.domain.webhooks.pace import Answer, rest

PATIENCE: Final = timedelta(days=5)
GONE: Final = "gone"
FAILING: Final = "failing"
ASKED: Final = "asked"
"""Why an endpoint is disabled: it answered 410; nothing but failures; somebody said so."""
MOST_FAILURES_ELSEWHERE: Final = 10
"""A replay to another address ends after so many failures in a row: nobody listens there."""


class Health(Struct, frozen=True, kw_only=True):
    """What the last tries came to. `failures` are those in a row; `elsewhere`: of a replay."""

    failing_since: datetime | None = None
    failures: int = 0
    not_before: datetime | None = None
    elsewhere: bool = False


def after(health: Health, answer: Answer, now: datetime) -> Health:
    """The health after one more try. A success makes all good; a fault of ours says nothing."""
    if answer.is_our_fault:
        return health
    if answer.is_taken:
        return Health(elsewhere=health.elsewhere)
    failures = health.failures + 1
    wait = max(rest(failures), answer.retry_after or timedelta(0))
    return replace(
        health,
        failing_since=health.failing_since or now,
        failures=failures,
        not_before=now + wait if wait else health.not_before,
    )


def verdict(health: Health, answer: Answer, now: datetime) -> str | None:
    """Why nothing more is sent after this try; None while it goes on."""
    if answer.is_gone:
        return GONE
    if answer.is_our_fault:
        return None
    if health.elsewhere:
        return FAILING if health.failures >= MOST_FAILURES_ELSEWHERE else None
    since = health.failing_since
    return FAILING if since is not None and now - since >= PATIENCE else None
