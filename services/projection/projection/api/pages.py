"""The tracking page by its link, its live updates, and the look-up by number."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from waymark_runtime.http import Problem
from waymark_words import choose_language

from projection.api.answers import is_fresh, static_file
from projection.api.streaming import HEARTBEAT, HEARTBEAT_S, EventStream, Write, event
from projection.app.board import Board, Waiter
from projection.app.tracking import Shut, Tracking
from projection.pages import notices
from projection.pages.composing import page
from projection.pages.rendering import Rendered, render, static_files

STREAMS_A_LINK: Final = 3
_STATUS: Final = {Shut.UNKNOWN: 404, Shut.EXPIRED: 410}
_KEPT_WITHIN_S: Final = 5.0
_PAUSE_S: Final = 0.1


class Pages:
    """Opens links. A path is never logged and a token is kept nowhere."""

    def __init__(self, tracking: Tracking, board: Board) -> None:
        self._tracking = tracking
        self._board = board
        self._streams: Counter[str] = Counter()

    def routes(self) -> list[Route]:
        """The routes of links; the static files come first, for no token looks like them."""
        return [
            Route("/t/static/{name}", self.static),
            Route("/t/{token}", self.page),
            Route("/t/{token}/events", self.events),
        ]

    async def static(self, request: Request) -> Response:
        """Style and script; their address changes with their bytes."""
        return static_file(request, static_files().get(request.path_params["name"]))

    async def page(self, request: Request) -> Response:
        """The page as it is now, in the reader's language."""
        token, now = request.path_params["token"], datetime.now(UTC)
        opened = await asyncio.to_thread(self._tracking.opened, token, now)
        if isinstance(opened, Shut):
            language = language_of(request)
            notice = notices.shut(language, opened)
            return html(render("notice.html", language, notice=notice), _STATUS[opened])
        language = language_of(request, opened.language, opened.retailer.default_language)
        tag = f'W/"{opened.tag.strip(chr(34))}-{language}"'
        if is_fresh(request, tag.removeprefix("W/")):
            return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-store"})
        view = page(opened, language, now, stream=f"/t/{token}/events")
        return html(render("page.html", language, page=view), 200, ETag=tag)

    async def events(self, request: Request) -> Response:
        """`changed` with the document's ETag, whenever it is another; at most three a link."""
        token = request.path_params["token"]
        now = await asyncio.to_thread(self._tracking.version, token)
        if now is None:
            raise Problem(404, "not_found", "this link opens nothing")
        if self._streams[token] >= STREAMS_A_LINK:
            detail = f"this link has {STREAMS_A_LINK} live pages open already; close one"
            raise Problem(429, "too_many_streams", detail, headers={"Retry-After": "30"})
        known = request.query_params.get("have", "")  # a first connection has no Last-Event-ID
        last = request.headers.get("last-event-id", known)

        async def pump(write: Write) -> None:
            with self._counted(token), self._board.subscription("order", now[0]) as waiter:
                await self._tell(token, last, waiter, write)

        return EventStream(pump, ((b"referrer-policy", b"no-referrer"),))

    async def _tell(self, token: str, last: str, waiter: Waiter, write: Write) -> None:
        """Tell the tag at once unless the reader has it, then each other one."""
        await write(HEARTBEAT)
        hinted = False
        while not self._board.closed:
            tag = await self._changed(token, last, patient=hinted)
            if tag is not None and tag != last:
                await write(event("changed", b"{}", tag))
                last = tag
            hinted = await waiter.news(HEARTBEAT_S)
            if not hinted:
                await write(HEARTBEAT)

    async def _changed(self, token: str, last: str, *, patient: bool) -> str | None:
        """The document's tag; after a hint the rows may be a moment behind."""
        deadline = asyncio.get_running_loop().time() + _KEPT_WITHIN_S
        while True:
            found = await asyncio.to_thread(self._tracking.version, token)
            tag = found[1] if found else None
            late = asyncio.get_running_loop().time() >= deadline
            if tag != last or not patient or late or self._board.closed:
                return tag
            await asyncio.sleep(_PAUSE_S)

    @contextmanager
    def _counted(self, token: str) -> Iterator[None]:
        self._streams[token] += 1
        try:
            yield
        finally:
            self._streams[token] -= 1
            if not self._streams[token]:
                del self._streams[token]


def language_of(request: Request, recipient: str | None = None, retailer: str | None = None) -> str:
    """The page's switch, the recipient's, the browser's, the retailer's, English."""
    accepted = request.headers.get("accept-language")
    return choose_language(request.query_params.get("lang"), recipient, accepted, retailer)


def html(rendered: Rendered, status: int, **headers: str) -> Response:
    """A page with the headers that keep it to itself."""
    return Response(rendered.body, status, {**rendered.headers, **headers}, media_type="text/html")
