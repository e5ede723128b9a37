"""A record as it arrived: bytes and place, before anything is believed of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

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


def columns(places: Sequence[Place]) -> tuple[list[str], list[int]]:
    """Topics and partitions, as `unnest` takes them."""
    return [topic for topic, _ in places], [partition for _, partition in places]
