"""How fast a carrier may be asked. Who holds an account's lease is alone, so memory is enough."""

import threading
import time


class Pace:
    """Spaces the requests of each account evenly."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._stopped = threading.Event()

    def wait(self, account: str, a_second: float) -> bool:
        """Wait for this account's turn; False when the service is stopping."""
        now = time.monotonic()
        turn = max(self._next.get(account, now), now)
        self._next[account] = turn + 1 / a_second
        return not self._stopped.wait(turn - now)

    def stop(self) -> None:
        """End all waiting."""
        self._stopped.set()
