"""How many numbers somebody may guess: misses counted by network, and said in the answer."""

import ipaddress
import math
import time
from typing import Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

MISSES: Final = parse("10 per 10 minute")
_NAME: Final = '"look-ups"'


class Misses:
    """Counts misses in this process. Who has no more has to wait until the oldest is forgotten."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def are_spent(self, network: str) -> bool:
        """Whether this network has to wait."""
        return not self._limiter.test(MISSES, network)

    def count(self, network: str) -> None:
        """Count a miss of this network."""
        self._limiter.hit(MISSES, network)

    def told(self, network: str) -> dict[str, str]:
        """The headers that tell how many misses are left and in how many seconds there are more.

        Their form is that of draft-ietf-httpapi-ratelimit-headers-10, where it may still change.
        """
        left = self._limiter.get_window_stats(MISSES, network).remaining
        return {
            "RateLimit-Policy": f"{_NAME};q={MISSES.amount};w={MISSES.get_expiry()}",
            "RateLimit": f"{_NAME};r={left};t={self._wait_s(network)}",
        }

    def told_to_wait(self, network: str) -> dict[str, str]:
        """The headers of a refusal."""
        return self.told(network) | {"Retry-After": str(self._wait_s(network))}

    def _wait_s(self, network: str) -> int:
        """Whole seconds until the oldest miss is forgotten."""
        forgotten = self._limiter.get_window_stats(MISSES, network).reset_time
        return max(math.ceil(forgotten - time.time()), 1)


def network_of(host: str) -> str:
    """The network that guesses are counted by, IPv4 by its /24 and IPv6 by its /48.

    Who has one address of such a network often has all: a count by address would be no count.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return str(ipaddress.ip_network((address.packed, 48), strict=False))
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address.packed, 24), strict=False))
