"""How fast a carrier may be asked. Who holds an account's lease is alone, so memory is enough."""

import threading
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PER_SECOND: Final[Mapping[str, float]] = MappingProxyType({"dhl_parcel_de": 3.0})
"""Requests a second that a carrier allows one account, by dialect."""
OTHERWISE_PER_SECOND: Final = 5.0
PER_DAY: Final[Mapping[str, int]] = MappingProxyType({"dhl_parcel_de": 1_000})
"""Requests a day by dialect, where a carrier is known to count them."""


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
