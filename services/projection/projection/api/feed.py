"""`/v1/stream`: a retailer hears of every status change, and misses none after a break."""

import asyncio
import time
from collections.abc import Collection
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from waymark_events.ids import RetailerId
from waymark_runtime.gathering import Gathering
from waymark_runtime.http.asking import allow_only_parameters, wrong

from projection.api.reads import Reads
from projection.api.streaming import HEARTBEAT, EventStream, Write, event, place_of, until_beat_s
from projection.app import changes
from projection.app.board import Board, Waiter
from projection.app.changes import AT_ONCE, Changes, Places

_KEPT_WITHIN_S: Final = 5.0
_AGAIN_S: Final = 1.0
_PAUSE_S: Final = 0.05
_ALL: Final = "all"
_PLACES_AT_ONCE: Final = 8
"""Those who come back after a break stand at places of their own, each with up to 500 changes."""


class _News(Struct, frozen=True):
    """What every stream at one cursor is told next, as it is written; the cursor after it."""

    written: bytes
    cursor: str
    has_more: bool


class Feed:
    """The stream of a retailer. Hints wake it; what it tells comes from the kept changes.

    Streams that stand at the same place are told by one question and the same bytes.
    """

    def __init__(self, reads: Reads, kept: Changes, board: Board) -> None:
        self._reads = reads
        self._kept = kept
        self._board = board
        self._news = Gathering(self._read, _PLACES_AT_ONCE)
        self._ends = Gathering(self._read_ends)

    def routes(self) -> list[Route]:
        """The route of the stream."""
        return [Route("/v1/stream", self.stream)]

    async def stream(self, request: Request) -> Response:
        """Every status change as it happens. From `Last-Event-ID` on, or from now."""
        retailer = await self._reads.retailer(request)
        allow_only_parameters(request, ())
        cursor = request.headers.get("last-event-id")
        if cursor is None:
            cursor = changes.written(await self._ends.get(retailer, _ALL))
        elif changes.read(cursor) is None:
            raise wrong("Last-Event-ID", "must be the id of an event of this stream")

        async def pump(write: Write) -> None:
            with self._board.subscription("retailer", retailer) as waiter:
                await self._tell(retailer, cursor, waiter, write)

        return EventStream(pump)

    async def _tell(self, retailer: RetailerId, cursor: str, waiter: Waiter, write: Write) -> None:
        # an id alone: who breaks off before the first event resumes here, not at what is now then
        await write(place_of(cursor))
        while not self._board.closed:
            cursor = await self._catch_up(retailer, cursor, waiter, write)
            if not await waiter.news(_AGAIN_S if waiter.due else until_beat_s(time.monotonic())):
                await write(HEARTBEAT)

    async def _catch_up(
        self, retailer: RetailerId, cursor: str, waiter: Waiter, write: Write
    ) -> str:
        """Tell what is kept, and wait for what was hinted at and is not kept yet.

        What takes longer than that stays due, and is looked for again soon.
        """
        deadline = time.monotonic() + _KEPT_WITHIN_S
        while not self._board.closed:
            # asked first: what is kept by then is told now
            kept = await self._ends.get(retailer, _ALL) if waiter.due else {}
            news = await self._news.get(retailer, cursor)
            if news.written:
                await write(news.written)
            cursor = news.cursor
            if news.has_more:
                continue
            waiter.kept(kept)
            if not waiter.due or time.monotonic() >= deadline:
                break
            await asyncio.sleep(_PAUSE_S)
        return cursor

    def _read_ends(self, retailer: RetailerId, names: Collection[str]) -> dict[str, Places]:
        return dict.fromkeys(names, self._kept.now(retailer))

    def _read(self, retailer: RetailerId, cursors: Collection[str]) -> dict[str, _News]:
        return {cursor: self._after(retailer, cursor) for cursor in cursors}

    def _after(self, retailer: RetailerId, cursor: str) -> _News:
        told = self._kept.after(retailer, changes.read(cursor) or {})
        written = b"".join(event("status", one.data, one.cursor) for one in told)
        return _News(written, told[-1].cursor if told else cursor, len(told) == AT_ONCE)
