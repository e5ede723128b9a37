"""How many numbers somebody may guess: misses counted by network, and said in the answer."""

from typing import Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from waymark_runtime.http.networks import network_of
from waymark_runtime.http.pace import seconds_to, told

MISSES: Final = parse("10 per 10 minute")


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
        """The headers that tell how many misses are left and in how many seconds there are more."""
        left = self._limiter.get_window_stats(MISSES, network).remaining
        return told("look-ups", MISSES, left, self._wait_s(network))

    def told_to_wait(self, network: str) -> dict[str, str]:
        """The headers of a refusal."""
        return self.told(network) | {"Retry-After": str(self._wait_s(network))}

    def _wait_s(self, network: str) -> int:
        """Whole seconds until the oldest miss is forgotten."""
        return seconds_to(self._limiter.get_window_stats(MISSES, network).reset_time)


def guessing_from(host: str) -> str:
    """The network that guesses are counted by, IPv4 by its /24 and IPv6 by its /48.

    Who has one address of such a network often has all: a count by address would be no count.
    """
    return network_of(host, v4=24, v6=48)
