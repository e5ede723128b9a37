"""How far a consumer is behind, as its gauges show it for the partitions this process has."""

import time
from collections.abc import Iterable
from functools import partial

from waymark_runtime import metrics
from waymark_runtime.records import Place


class Lag:
    """The gauges of the partitions of this process. Whoever has a partition shows it, nobody else:
    only so is a sum over processes right.
    """

    def __init__(self, consumer: str) -> None:
        self._consumer = consumer
        self._since: dict[Place, float | None] = {}

    def lacks(self, places: Iterable[Place]) -> bool:
        """Whether one of these is not shown yet."""
        return not self._since.keys() >= set(places)

    def show(self, place: Place, records: int, since: float | None) -> None:
        """Show how many records wait and for how long the oldest has; None: none waits.

        Its age is reckoned when it is asked for: it grows also while nothing can be measured.
        """
        metrics.LAG.labels(*self._labels(place)).set(records)
        if place not in self._since:
            waited = partial(self._waited, place)
            metrics.LAG_SECONDS.labels(*self._labels(place)).set_function(waited)
        self._since[place] = since

    def forget(self) -> None:
        """Show nothing more: the partitions are somebody else's, or are opened anew."""
        for place in self._since:
            metrics.LAG.remove(*self._labels(place))
            metrics.LAG_SECONDS.remove(*self._labels(place))
        self._since.clear()

    def _waited(self, place: Place) -> float:
        since = self._since.get(place)
        return 0.0 if since is None else max(time.time() - since, 0.0)

    def _labels(self, place: Place) -> tuple[str, str, str]:
        return self._consumer, place[0], str(place[1])
