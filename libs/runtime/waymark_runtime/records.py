"""A record as it arrived: bytes and place, before anything is believed of it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple

FIRST_APPENDED: Final = "first_appended_at"
"""The last header of a record that was redriven: when it was appended first, RFC 3339."""
Headers = tuple[tuple[str, bytes | None], ...]
Place = tuple[str, int]
"""Declared topic (without prefix) and partition."""


class Arrived(NamedTuple):
    """One record of a topic. `topic` is the declared name; `appended_at` the broker's time, UTC."""

    topic: str
    partition: int
    offset: int
    appended_at: datetime
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def place(self) -> Place:
        """Where it lies, but for the offset."""
        return self.topic, self.partition

    @property
    def first_appended_at(self) -> datetime:
        """When it was first on the topic: a record that was parked and redriven keeps that."""
        if self.headers and self.headers[-1][0] == FIRST_APPENDED:
            with suppress(ValueError):
                said = datetime.fromisoformat((self.headers[-1][1] or b"").decode())
                return said if said.tzinfo is not None else self.appended_at
        return self.appended_at


def columns(places: Sequence[Place]) -> tuple[list[str], list[int]]:
    """Topics and partitions, as `unnest` takes them."""
    return [topic for topic, _ in places], [partition for _, partition in places]
