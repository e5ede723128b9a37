"""Builds that are broken on purpose: the oracle has to find each of them wrong.

What holds a promise usually stands behind something else that holds it too; where a break alone
changes nothing that can be seen, the second line is taken away with it, and `also` says which.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from faults.seams import put

_CONSUMER: Final = "waymark_runtime.consumer"


@dataclass(frozen=True)
class Break:
    """What is wrong, in which programs, which faults bring it to light, which check finds it."""

    what: str
    programs: Sequence[str]
    provoked_by: Sequence[str]
    found_by: Sequence[str]
    make: Callable[[], None]
    also: str = ""


def _accept_what_is_above() -> None:
    """The position rule forgets that records may be missing."""

    def cut(records: Sequence[Any], following: int, *, compacted: bool) -> Sequence[Any]:
        del compacted
        return [record for record in records if record.offset >= following]

    put("waymark_runtime.positions:cut", cut)


def _read_on() -> None:
    """A batch that failed counts as read, as it does where a record is acknowledged first."""

    async def go_on(self: Any, batch: Any, fault: Exception) -> None:
        self.trouble = f"{self.group}: {type(fault).__name__}"

    put(f"{_CONSUMER}.hosting:Consumption._read_again", go_on)


def _default_ack_policy() -> None:
    _read_on()
    _accept_what_is_above()


def _deduplication_off() -> None:
    put("projection.app.streams:Stream._knows", lambda self, short: False)
    put("projection.app.projecting:_noted", lambda *_: frozenset())


BREAKS: Final[Mapping[str, Break]] = {
    "default_ack_policy": Break(
        "a batch that failed counts as read",
        ("projection-worker",),
        ("postgres_cut", "postgres_backends"),
        ("O1", "O5", "O12"),
        _default_ack_policy,
        also="the position rule, which refuses the gap that this leaves",
    ),
    "deduplication_off": Break(
        "a fact that comes twice is taken twice",
        ("projection-worker",),
        ("relay_back",),
        ("O5",),
        _deduplication_off,
    ),
}
