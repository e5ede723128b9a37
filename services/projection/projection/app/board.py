"""Who waits for which news: hints wake them, the database answers them. One event loop only."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from msgspec import Struct


class Hint(Struct, frozen=True):
    """Something was published. `place` is the status change's (partition, offset), if it is one."""

    orders: tuple[str, ...] = ()
    retailer: str | None = None
    place: tuple[int, int] | None = None


class Waiter:
    """One that waits. `due` maps partitions to the offset that has to be kept before it is told."""

    def __init__(self, due: Mapping[int, int]) -> None:
        self._woken = asyncio.Event()
        self.due: dict[int, int] = dict(due)

    def wake(self, place: tuple[int, int] | None) -> None:
        """There may be news; places that are not taken yet are kept, the latest per partition."""
        if place is not None:
            self.due[place[0]] = place[1]
        self._woken.set()

    def kept(self, following: Mapping[int, int]) -> None:
        """Places below these next offsets are due no more."""
        due = self.due.items()
        self.due = {number: at for number, at in due if following.get(number, 0) <= at}

    async def news(self, within_s: float) -> bool:
        """Whether there may be news within so many seconds."""
        try:
            async with asyncio.timeout(within_s):  # `wait_for` would keep a task for each
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class Board:
    """Hints in, waiters woken. Once `closed`, whoever waits is to end."""

    def __init__(self) -> None:
        self.closed = False
        self._latest: dict[int, int] = {}
        self._waiters: dict[tuple[str, str], set[Waiter]] = defaultdict(set)

    def post(self, hint: Hint) -> None:
        """Wake whoever waits for these orders or this retailer."""
        for order in hint.orders:
            self._wake(("order", order), None)
        if hint.place is not None:
            self._latest[hint.place[0]] = hint.place[1]
        if hint.retailer is not None:
            self._wake(("retailer", hint.retailer), hint.place)

    def wake_all(self) -> None:
        """Hints may have been missed: let everybody look."""
        for topic in list(self._waiters):
            self._wake(topic, None)

    def close(self) -> None:
        """End every wait: the process ends."""
        self.closed = True
        self.wake_all()

    def waiting(self, kind: str, name: str) -> int:
        """How many wait for this."""
        return len(self._waiters.get((kind, name), ()))

    @contextmanager
    def subscription(self, kind: str, name: str) -> Iterator[Waiter]:
        """Wait for an `order` or a `retailer` as long as this lasts.

        What was hinted at before is due too: whoever comes between a hint and its being kept would
        not be woken for it.
        """
        waiter = Waiter(self._latest)
        self._waiters[kind, name].add(waiter)
        try:
            yield waiter
        finally:
            self._waiters[kind, name].discard(waiter)
            if not self._waiters[kind, name]:
                del self._waiters[kind, name]

    def _wake(self, topic: tuple[str, str], place: tuple[int, int] | None) -> None:
        for waiter in self._waiters.get(topic, ()):
            waiter.wake(place)
