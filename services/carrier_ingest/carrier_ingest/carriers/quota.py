"""How much a carrier may be asked in a day: requests, and the numbers that stand in them."""

from msgspec import Struct


class Quota(Struct, frozen=True):
    """A day's quota, or what is left of one. None: the carrier states no such limit.

    A number counts each time it is asked for, so a request of twenty costs twenty.
    """

    requests: int | None = None
    numbers: int | None = None

    def covers(self, numbers: int) -> bool:
        """Whether one more request that names so many numbers may be sent."""
        return (self.requests is None or self.requests >= 1) and self.at_most(numbers) == numbers

    def at_most(self, numbers: int) -> int:
        """How many of these numbers may still be asked for."""
        return numbers if self.numbers is None else min(numbers, self.numbers)

    def without(self, *, requests: int, numbers: int) -> "Quota":
        """What is left when so much was asked; never less than nothing."""
        return Quota(_less(self.requests, requests), _less(self.numbers, numbers))

    def played(self, scale: float) -> "Quota":
        """The quota of a day that is played in minutes."""
        return Quota(_scaled(self.requests, scale), _scaled(self.numbers, scale))


def _less(limit: int | None, spent: int) -> int | None:
    return None if limit is None else max(limit - spent, 0)


def _scaled(limit: int | None, scale: float) -> int | None:
    return None if limit is None else int(limit / scale)
