"""What was measured of a run, and its speed along the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

WARM_AFTER: Final = 1_000_000
"""Records after which a run counts as warm; half of a log that is shorter than two of these."""
_WINDOWS: Final = 10


class Sample(NamedTuple):
    """Along a run: seconds since the first batch, records whose effects were committed by then, and
    the megabytes that all processes held.
    """

    at: float
    records: int
    mb: float | None = None


@dataclass
class Run:
    """What was measured. Seconds of processor are missing where they cannot be told.

    `repeats` counts messages that were published again, byte for byte.
    """

    name: str
    records: int
    seconds: float
    client_cpu_s: float | None
    postgres_cpu_s: float | None
    kafka_cpu_s: float | None
    peak_mb: float | None
    samples: Sequence[Sample] = field(default=(), repr=False)
    repeats: int = 0
    database: str = field(default="", repr=False)

    @property
    def speed(self) -> float:
        """Records a second."""
        return self.records / self.seconds

    @property
    def warm_speed(self) -> float:
        """Records a second once it is warm."""
        return self.between(min(WARM_AFTER, self.records // 2), self.records)

    def windows(self) -> Iterator[tuple[int, float]]:
        """Each tenth of the log: the record it ends with, and records a second within it."""
        for before, end in pairwise(self.records * n // _WINDOWS for n in range(_WINDOWS + 1)):
            yield end, self.between(before, end)

    def between(self, first: int, last: int) -> float:
        """Records a second from one to another."""
        return (last - first) / max(self._reached(last) - self._reached(first), 1e-9)

    def _reached(self, records: int) -> float:
        """When so many records were committed, between samples by proportion."""
        points = [Sample(0.0, 0), *self.samples, Sample(self.seconds, self.records)]
        for before, after in pairwise(points):
            if before.records <= records <= after.records and after.records > before.records:
                share = (records - before.records) / (after.records - before.records)
                return before.at + (after.at - before.at) * share
        return self.seconds
