"""Who calls: an API key, looked up by its digest. The retailer comes from it, never from a body."""

import asyncio
from typing import Final

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from msgspec import Struct
from starlette.requests import Request
from waymark_events.ids import KeyId, RetailerId, is_for_tests

from waymark_runtime import keys
from waymark_runtime.directory import Directory
from waymark_runtime.http.networks import network_of
from waymark_runtime.http.pace import Pace
from waymark_runtime.http.problems import Problem

FAILURES: Final = "20 per minute"
_REFUSED: Final = "give a valid API key: Authorization: Bearer wm_live_… or wm_test_…, or X-Api-Key"


class Caller(Struct, frozen=True):
    """Whoever calls, by their key."""

    key: KeyId
    retailer: RetailerId
    scopes: frozenset[str]


class ApiKey:
    """Tells callers by their key; one per application.

    Every failure is the same 401, whatever was wrong, and counts against the caller's address.
    Requests with a good key are counted by the key.
    """

    def __init__(
        self,
        directory: Directory,
        pepper: str,
        *,
        failures: str = FAILURES,
        pace: Pace | None = None,
    ) -> None:
        self._pace = pace or Pace()
        self._directory = directory
        self._pepper = pepper
        self._failures: RateLimitItem = parse(failures)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def caller(self, request: Request) -> Caller:
        """Who calls; Problem 401, or 429 after too many failures from one address, or too many
        requests with one key.
        """
        address = network_of(request.client.host if request.client else "")
        if not self._limiter.test(self._failures, address):
            raise Problem(
                429, "too_many_failures", "too many bad keys; wait", headers={"Retry-After": "60"}
            )
        found = await self._find(_presented(request))
        if found is None:
            self._limiter.hit(self._failures, address)
            raise Problem(401, "unauthorized", _REFUSED, headers={"WWW-Authenticate": "Bearer"})
        self._pace.take(request.scope, found.key)
        return found

    async def _find(self, presented: str) -> Caller | None:
        key = keys.parse(presented)
        if key is None:
            return None
        digest = keys.digest(key, self._pepper)
        found = self._directory.key_at_hand(digest)
        if found is None:
            found = await asyncio.to_thread(self._directory.key, digest)
        if found is None or found.id != key.id:
            return None
        if is_for_tests(found.retailer) != (key.mode == "test"):
            return None  # whatever was issued: a live key opens no test data, nor the other way
        return Caller(found.id, found.retailer, found.scopes)


def allow_only(caller: Caller, scope: str) -> None:
    """Problem 403 when the caller's key lacks the scope; for plain Starlette routes."""
    if scope not in caller.scopes:
        raise Problem(403, "forbidden", f"this key lacks the scope {scope}; issue one that has it")


def _presented(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return request.headers.get("x-api-key", "").strip()
