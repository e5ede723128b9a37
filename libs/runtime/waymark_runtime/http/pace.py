"""How often somebody may ask, counted in this process and told on every answer."""

import math
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import Scope

from waymark_runtime.http.problems import Problem

A_MINUTE: Final = 3_000
DESCRIBED: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "RateLimit-Policy": {
            "description": "What a key may ask: q requests in w seconds.",
            "schema": {"type": "string", "example": '"requests";q=3000;w=60'},
        },
        "RateLimit": {
            "description": "What is left: r requests; in t seconds there are more.",
            "schema": {"type": "string", "example": '"requests";r=2987;t=41'},
        },
    }
)
"""These headers as OpenAPI describes them."""
_HEADERS: Final = "waymark.headers"


class Pace:
    """Requests of each API key in a minute. Every web process counts for itself."""

    def __init__(self, a_minute: int = A_MINUTE) -> None:
        self._item = RateLimitItemPerMinute(a_minute)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def take(self, scope: Scope, key: str) -> None:
        """Count a request, to be told with its answer; Problem 429 when the minute's are spent."""
        allowed = self._limiter.hit(self._item, key)
        window = self._limiter.get_window_stats(self._item, key)
        headers = told("requests", self._item, window.remaining, seconds_to(window.reset_time))
        scope[_HEADERS] = headers
        if not allowed:
            wait = {"Retry-After": str(seconds_to(window.reset_time))}
            detail = f"a key may ask {self._item.amount} times a minute; wait as Retry-After says"
            raise Problem(429, "too_many_requests", detail, headers=wait)


def told(name: str, item: RateLimitItem, left: int, seconds: int) -> dict[str, str]:
    """The headers that tell how many are left and in how many seconds there are more.

    Their form is that of draft-ietf-httpapi-ratelimit-headers-10, where it may still change.
    """
    return {
        "RateLimit-Policy": f'"{name}";q={item.amount};w={item.get_expiry()}',
        "RateLimit": f'"{name}";r={left};t={seconds}',
    }


def seconds_to(instant: float) -> int:
    """Whole seconds until a POSIX time, at least one."""
    return max(math.ceil(instant - time.time()), 1)


def with_told(scope: Scope, message: Any) -> Any:
    """The start of an answer with what was noted to be told with it."""
    noted = scope.get(_HEADERS)
    if not noted:
        return message
    more = [(name.lower().encode(), value.encode()) for name, value in noted.items()]
    return message | {"headers": [*message.get("headers", ()), *more]}
