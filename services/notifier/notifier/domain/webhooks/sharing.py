"""Who may send how much at once: one that hangs takes one place, and all who hang half of them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

AT_ONCE: Final = 8
"""Of an endpoint that answers."""
AT_ONCE_FAILING: Final = 1


class Waiting(Struct, frozen=True, kw_only=True):
    """An endpoint with something due, and how much of its is being sent, by whichever process."""

    endpoint: UUID
    in_flight: int
    failing: bool

    @property
    def room(self) -> int:
        """How much more it may be sent at once."""
        return max((AT_ONCE_FAILING if self.failing else AT_ONCE) - self.in_flight, 0)


def share(waiting: Sequence[Waiting], free: int, free_of_failing: int) -> dict[UUID, int]:
    """How many each may take, one after the other in turn; `waiting` begins with who waits longest.

    Those that fail get no more than their part of the places, however many they are.
    """
    given: dict[UUID, int] = {}
    left, left_of_failing = free, min(free_of_failing, free)
    asking = [one for one in waiting if one.room]
    while asking and left > 0:
        again = []
        for one in asking:
            if left == 0 or (one.failing and left_of_failing == 0):
                continue
            given[one.endpoint] = given.get(one.endpoint, 0) + 1
            left -= 1
            left_of_failing -= one.failing
            if given[one.endpoint] < one.room:
                again.append(one)
        asking = again
    return given
