"""How a test calls what it started itself: on loopback, so without proxies and certificates."""

from typing import Final, TypedDict


class _Local(TypedDict):
    trust_env: bool
    verify: bool


LOCAL: Final[_Local] = {"trust_env": False, "verify": False}
"""For every call of httpx: to load certificates costs twenty milliseconds a call, and more than
everything else of it."""
