"""One call from its first try to its end: what to send, how long to wait, what it came to.

A conversation is a generator that asks for what it needs and is told what came of it, so that the
sync and the async client share every decision and differ in nothing but how bytes travel.
"""

import random
import uuid
from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

from msgspec import Struct

from waymark_client.calls import Call
from waymark_client.errors import UnreachableError, WaymarkError, error_of

Answer = TypeVar("Answer")
IN_FLIGHT: Final = "idempotency_key_in_flight"
_FOR_NOW: Final = frozenset({429, 502, 503, 504})
_REPEATABLE: Final = frozenset({"GET", "PUT", "PATCH", "DELETE"})


class Retry(Struct, frozen=True, kw_only=True):
    """How often a call is tried, and how long is waited between.

    The wait doubles from `first_wait_s` up to `most_wait_s`, less a random part. What the server
    says by Retry-After is waited instead, unless that is longer than `most_wait_s`: then the call
    ends at once with the error, whose `retry_after_s` says how long it would have been.
    """

    attempts: int = 5
    first_wait_s: float = 0.5
    most_wait_s: float = 60.0

    def wait_s(self, attempt: int, told_s: float | None, chance: float) -> float | None:
        """Seconds before the try after this one (from 1); None: there is no further try."""
        if attempt >= self.attempts or (told_s or 0.0) > self.most_wait_s:
            return None
        if told_s is not None:
            return told_s
        whole: float = min(self.first_wait_s * 2.0 ** (attempt - 1), self.most_wait_s)
        return whole * (1 - chance / 2)


class Send(Struct, frozen=True):
    """Send this, and say what came: a Reply, or the Fault instead of one."""

    call: Call[Any]
    headers: Mapping[str, str]


class Wait(Struct, frozen=True):
    """Let so many seconds pass."""

    seconds: float


class Reply(Struct, frozen=True):
    """An answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Fault(Struct, frozen=True):
    """There was no whole answer. `sent`: the other side may have got the request."""

    cause: Exception
    sent: bool = True


Step = Send | Wait
Heard = Reply | Fault | None
Talk = Generator[Step, Heard, Answer]


def conversation(
    call: Call[Answer],
    retry: Retry,
    chance: Callable[[], float] = random.random,
    new_key: Callable[[], str] = lambda: uuid.uuid4().hex,
) -> Talk[Answer]:
    """A call and its repeats, all under one Idempotency-Key; WaymarkError when it fails."""
    step = Send(call, _headers(call, new_key))
    attempt = 0
    while True:
        attempt += 1
        heard = yield step
        if isinstance(heard, Reply) and 200 <= heard.status < 300:
            return call.read(heard.body)
        error = _error(call, heard)
        wait_s = retry.wait_s(attempt, error.retry_after_s, chance())
        if wait_s is None or not _again(call, heard, error):
            raise error from (heard.cause if isinstance(heard, Fault) else None)
        yield Wait(wait_s)


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds to wait as Retry-After says it, in seconds or as a date; None when it does not."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    if instant.tzinfo is None:
        return None
    return max((instant - (now or datetime.now(UTC))).total_seconds(), 0.0)


def _headers(call: Call[Answer], new_key: Callable[[], str]) -> dict[str, str]:
    headers = dict(call.headers)
    if call.body is not None:
        headers["Content-Type"] = call.media_type
    if call.method == "POST":
        headers["Idempotency-Key"] = call.idempotency_key or new_key()
    return headers


def _error(call: Call[Answer], heard: Heard) -> WaymarkError:
    if isinstance(heard, Reply):
        return error_of(heard.status, heard.body, retry_after_s(heard.headers))
    cause = heard.cause if isinstance(heard, Fault) else None
    return UnreachableError(f"{call.method} {call.path}: no answer: {cause}", code="unreachable")


def _again(call: Call[Answer], heard: Heard, error: WaymarkError) -> bool:
    """Whether a repeat may end better, and can do no harm."""
    if isinstance(heard, Fault):
        return not heard.sent or call.as_once or call.method in _REPEATABLE
    if error.code == IN_FLIGHT:
        return True
    return error.status in _FOR_NOW and (call.as_once or error.status in {429, 503})
