"""How often a key may ask, as the last answer told it."""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

_PART: Final = re.compile(r";\s*([a-z]+)=(\d+)")


class RateLimit(Struct, frozen=True):
    """`remaining` requests are left; in `reset_s` seconds there are `limit` again.

    `limit` and `window_s` are None where the answer did not tell them.
    """

    remaining: int
    reset_s: int
    limit: int | None = None
    window_s: int | None = None


def rate_limit(headers: Mapping[str, str]) -> RateLimit | None:
    """What the headers `RateLimit` and `RateLimit-Policy` say; None when they say nothing."""
    left = _numbers(headers.get("ratelimit", ""))
    if "r" not in left or "t" not in left:
        return None
    policy = _numbers(headers.get("ratelimit-policy", ""))
    return RateLimit(left["r"], left["t"], policy.get("q"), policy.get("w"))


def _numbers(text: str) -> dict[str, int]:
    return {name: int(digits) for name, digits in _PART.findall(text)}
