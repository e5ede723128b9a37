"""`/v1/stream`: a retailer hears of every status change, and misses none after a break."""

import asyncio
import time
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from waymark_events.ids import RetailerId

from projection.api import asking
from projection.api.reads import Reads
from projection.api.streaming import HEARTBEAT, HEARTBEAT_S, EventStream, Write, event, place_of
from projection.app import changes
from projection.app.board import Board, Waiter
from projection.app.changes import AT_ONCE, Changes, Places

_KEPT_WITHIN_S: Final = 5.0
_AGAIN_S: Final = 1.0
_PAUSE_S: Final = 0.05


class Feed:
    """The stream of a retailer. Hints wake it; what it tells comes from the kept changes."""

    def __init__(self, reads: Reads, kept: Changes, board: Board) -> None:
        self._reads = reads
        self._kept = kept
        self._board = board

    def routes(self) -> list[Route]:
        """The route of the stream."""
        return [Route("/v1/stream", self.stream)]

    async def stream(self, request: Request) -> Response:
        """Every status change as it happens. From `Last-Event-ID` on, or from now."""
        retailer = await self._reads.retailer(request)
        asking.allow_only_parameters(request, ())
        last = request.headers.get("last-event-id")
        if last is None:
            places = await asyncio.to_thread(self._kept.now, retailer)
        else:
            given = changes.read(last)
            if given is None:
                raise asking.wrong("Last-Event-ID", "must be the id of an event of this stream")
            places = given

        async def pump(write: Write) -> None:
            with self._board.subscription("retailer", retailer) as waiter:
                await self._tell(retailer, places, waiter, write)

        return EventStream(pump)

    async def _tell(
        self, retailer: RetailerId, places: Places, waiter: Waiter, write: Write
    ) -> None:
        # an id alone: who breaks off before the first event resumes here, not at what is now then
        await write(place_of(changes.written(places)))
        while not self._board.closed:
            places = await self._catch_up(retailer, places, waiter, write)
            if not await waiter.news(_AGAIN_S if waiter.due else HEARTBEAT_S):
                await write(HEARTBEAT)

    async def _catch_up(
        self, retailer: RetailerId, places: Places, waiter: Waiter, write: Write
    ) -> Places:
        """Tell what is kept, and wait for what was hinted at and is not kept yet.

        What takes longer than that stays due, and is looked for again soon.
        """
        deadline = time.monotonic() + _KEPT_WITHIN_S
        while not self._board.closed:
            # asked first: what is kept by then is told now
            kept = await asyncio.to_thread(self._kept.now, retailer) if waiter.due else {}
            told = await asyncio.to_thread(self._kept.after, retailer, places)
            for one in told:
                await write(event("status", one.data, one.cursor))
                places = one.places
            if len(told) == AT_ONCE:
                continue
            waiter.kept(kept)
            if not waiter.due or time.monotonic() >= deadline:
                break
            await asyncio.sleep(_PAUSE_S)
        return places
