"""A relay's step: what is committed goes out in order, and only then is noted as published."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from msgspec import Struct

from waymark_runtime import metrics
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.steps import Call

BATCH: Final = 500
Publish = Callable[[Sequence[Outgoing]], Awaitable[None]]
"""Publishes in the order given; returns when every message is acknowledged."""


class Entry(Struct, frozen=True):
    """One entry of a log: its number and the messages it yields, in order; there may be none."""

    number: int
    messages: Sequence[Outgoing]


class Source(Protocol):
    """A committed log. Called in threads, one call at a time."""

    @property
    def name(self) -> str:
        """Permanent; the leader's lock and the stored position are known by it."""

    def pending(self, limit: int) -> Sequence[Entry]:
        """The first entries that are not published, in order; at most `limit`."""

    def published(self, entries: Sequence[Entry]) -> None:
        """Remember durably that these were acknowledged."""


async def move(source: Source, publish: Publish, call: Call) -> bool:
    """Publish the next entries, then say so; False when there are none.

    Whoever dies between the two publishes them again: repeated, never skipped or reordered. The
    first message of each entry is there before any other: from it a lost entry is made again.
    """
    entries = await call(source.pending, BATCH)
    if not entries:
        return False
    for part in (slice(1), slice(1, None)):
        messages = [message for entry in entries for message in entry.messages[part]]
        if messages:
            await publish(messages)
            metrics.RELAYED.labels(source.name).inc(len(messages))
    await call(source.published, entries)
    return True
