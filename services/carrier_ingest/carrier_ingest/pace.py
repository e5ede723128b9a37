"""How fast a carrier may be asked. Who holds an account's lease is alone, so memory is enough."""

import threading
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from carrier_ingest.domain.quota import Quota

PER_SECOND: Final[Mapping[str, float]] = MappingProxyType({"dhl_parcel_de": 3.0})
"""Requests a second that a carrier allows one account, by dialect."""
OTHERWISE_PER_SECOND: Final = 5.0
PER_DAY: Final[Mapping[str, Quota]] = MappingProxyType(
    {"dhl_parcel_de": Quota(requests=1_000, numbers=10_000)}
)
"""What an account may ask in a day by dialect, where a carrier is known to count it.

DHL's own pages are silent about it; those who ran into it report that beyond it the address is
blocked. A thousand requests of twenty are twice its numbers: the numbers are the nearer limit.
"""


class Pace:
    """Spaces the requests of each account evenly."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._stopped = threading.Event()

    def wait(self, account: str, dialect: str) -> bool:
        """Wait for this account's turn; False when the service is stopping."""
        pause = 1 / PER_SECOND.get(dialect, OTHERWISE_PER_SECOND)
        now = time.monotonic()
        turn = max(self._next.get(account, now), now)
        self._next[account] = turn + pause
        return not self._stopped.wait(turn - now)

    def stop(self) -> None:
        """End all waiting."""
        self._stopped.set()
