"""The log as a rebuild reads it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from waymark_runtime.cluster import Ids
from waymark_runtime.records import Arrived


class Log(Protocol):
    """Reads declared topics from any offset; belongs to no group."""

    def ids(self, topics: Sequence[str]) -> Ids:
        """Which cluster and topics these are; topics by declared name."""

    def begins(self, topic: str) -> Mapping[int, int]:
        """The first offset of each partition."""

    def read(self, topic: str, following: Mapping[int, int]) -> Sequence[Arrived]:
        """The next records of these partitions from these offsets, each partition in order; empty
        when none came within a moment.
        """
