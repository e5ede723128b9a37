"""How many pushes of one account are taken in a second, so that none floods what is behind."""

import time
from collections import Counter
from collections.abc import Callable

Account = tuple[str, str]
"""Retailer and account: none but those whose secret was right."""


class Turnstile:
    """Counts second by second; every web process counts for itself."""

    def __init__(self, a_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = a_second
        self._clock = clock
        self._second = 0
        self._taken: Counter[Account] = Counter()

    def lets_in(self, account: Account) -> bool:
        """Count a push; False when this second's are taken."""
        second = int(self._clock())
        if second != self._second:
            self._second = second
            self._taken.clear()
        self._taken[account] += 1
        return self._taken[account] <= self._most
