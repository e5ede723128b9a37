"""The live stream's decisions: where to resume, what a break means, how long to wait."""

import random
from collections.abc import Callable, Iterator
from typing import Final

from msgspec.structs import replace

from waymark_client.answers import Change
from waymark_client.calls import reader
from waymark_client.errors import UnreachableError, WaymarkError
from waymark_client.sse import EventReader
from waymark_client.talking import Retry

PATH: Final = "/v1/stream"
SILENT_S: Final = 45.0
"""The service says every 15 s that it is there; after three times that nothing is."""
_CHANGE: Final = reader(Change)


class Listening:
    """One reader of the stream over all its connections. `after`: a cursor to go on from."""

    def __init__(
        self, retry: Retry, after: str | None, chance: Callable[[], float] = random.random
    ) -> None:
        self._retry = retry
        self._chance = chance
        self._last_id = after or ""
        self._events = EventReader(self._last_id)
        self._breaks = 0

    def headers(self) -> dict[str, str]:
        """What the next connection is opened with; what was cut off is read again."""
        self._last_id = self._events.last_id
        self._events = EventReader(self._last_id)
        resumed = {"Last-Event-ID": self._last_id} if self._last_id else {}
        return {"Accept": "text/event-stream", "Cache-Control": "no-store", **resumed}

    def heard(self, chunk: bytes) -> Iterator[Change]:
        """The changes that are whole with this chunk."""
        self._breaks = 0
        for event in self._events.feed(chunk):
            if event.name == "status":
                yield replace(_CHANGE(event.data.encode()), cursor=event.last_id)

    def broke(self, why: WaymarkError | Exception | None) -> float:
        """Seconds until the next connection; raises what cannot get better, or did not in time."""
        told_s: float | None = None
        if isinstance(why, WaymarkError):
            if why.status not in {429, 502, 503, 504}:
                raise why
            told_s = why.retry_after_s
        self._breaks += 1
        wait_s = self._retry.wait_s(self._breaks, told_s, self._chance())
        if wait_s is None:
            if isinstance(why, WaymarkError):
                raise why
            raise UnreachableError(f"GET {PATH}: no answer: {why}", code="unreachable") from why
        return wait_s
