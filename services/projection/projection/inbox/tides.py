"""Where the logs end: asked of the broker, belonging to no group."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from waymark_events.topics.names import CARRIER_LOOKS, SHIPMENT_EVENTS
from waymark_runtime.reader import reading

from projection.app.watching import Tide

_TOPICS: Final = (SHIPMENT_EVENTS, CARRIER_LOOKS)


class Tides:
    """Asks for the ends of the stream's and the looks' logs; called from a timer's thread."""

    def __init__(self, servers: Sequence[str], prefix: str, now: Callable[[], datetime]) -> None:
        self._servers = servers
        self._prefix = prefix
        self._now = now

    def __call__(self) -> Tide:
        """The ends now; a KafkaError when no broker answers, and the timer tries again."""
        seen_at = self._now()
        with reading(self._servers, self._prefix) as log:
            ends = {
                (topic, number): end for topic in _TOPICS for number, end in log.ends(topic).items()
            }
        return Tide(seen_at, ends)
