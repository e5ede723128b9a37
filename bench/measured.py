"""What was measured of a run, and its speed along the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

WARM_AFTER: Final = 1_000_000
"""Records after which a run counts as warm; half of a log that is shorter than two of these."""
_WINDOWS: Final = 10


@dataclass
class Run:
    """What was measured. Seconds of processor are missing where they cannot be told.

    `repeats` counts messages that were published again, byte for byte. `samples` are seconds since
    the first batch and the records whose effects were committed by then.
    """

    name: str
    records: int
    seconds: float
    client_cpu_s: float | None
    postgres_cpu_s: float | None
    kafka_cpu_s: float | None
    peak_mb: float | None
    samples: Sequence[tuple[float, int]] = field(default=(), repr=False)
    repeats: int = 0
    database: str = field(default="", repr=False)

    @property
    def speed(self) -> float:
        """Records a second."""
        return self.records / self.seconds

    @property
    def warm_speed(self) -> float:
        """Records a second once it is warm."""
        after = min(WARM_AFTER, self.records // 2)
        return (self.records - after) / (self.seconds - self._reached(after))

    def windows(self) -> Iterator[tuple[int, float]]:
        """Each tenth of the log: the record it ends with, and records a second within it."""
        for before, end in pairwise(self.records * n // _WINDOWS for n in range(_WINDOWS + 1)):
            yield end, (end - before) / max(self._reached(end) - self._reached(before), 1e-9)

    def _reached(self, records: int) -> float:
        """When so many records were committed, between samples by proportion."""
        points = [(0.0, 0), *self.samples, (self.seconds, self.records)]
        for (began, least), (ended, most) in pairwise(points):
            if least <= records <= most and most > least:
                return began + (ended - began) * (records - least) / (most - least)
        return self.seconds
