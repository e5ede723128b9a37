"""`/track`: who has only a number gets the present sentence."""

import asyncio
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from waymark_runtime.http.authentication import network_of

from projection.api.pages import html, language_of
from projection.app.lookups import FoundNumber, Lookups
from projection.pages import notices
from projection.pages.rendering import render
from projection.pages.views import NoticeView

MISSES: Final = parse("10 per 10 minute")
_MOST_FIELDS: Final = 5
Fields = dict[str, str]


class LookUpPage:
    """The form and its answer. Ten misses from one address, and it waits ten minutes.

    The number comes in the body, never in an address; an unknown retailer, number or form get
    the same answer.
    """

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def routes(self) -> list[Route]:
        """The form, and what it posts to."""
        return [
            Route("/track", self.form, methods=["GET"]),
            Route("/track", self.find, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """The empty form."""
        language = language_of(request)
        retailer = request.query_params.get("retailer", "")
        return _answer(language, notices.look_up(language, retailer), 200)

    async def find(self, request: Request) -> Response:
        """The present sentence of a number."""
        language = language_of(request)
        fields = _fields(await request.body())
        retailer = fields.get("retailer") or request.query_params.get("retailer", "")
        address = network_of(request.client.host if request.client else "")
        if not self._limiter.test(MISSES, address):
            view = notices.look_up(language, retailer, hint="page.track.too_many")
            return _answer(language, view, 429)
        found = await self._found(retailer, fields.get("number", ""))
        if found is None:
            self._limiter.hit(MISSES, address)
            view = notices.look_up(language, retailer, hint="page.track.unknown")
            return _answer(language, view, 404)
        return _answer(language, notices.found(language, found, datetime.now(UTC)), 200)

    async def _found(self, retailer: str, number: str) -> FoundNumber | None:
        return await asyncio.to_thread(self._lookups.find, retailer, number)


def _answer(language: str, view: NoticeView, status: int) -> Response:
    return html(render("notice.html", language, notice=view), status)


def _fields(body: bytes) -> Fields:
    """The fields of a posted form; anything else has none."""
    try:
        listed = parse_qs(body.decode("ascii"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    first = {name: values[0].strip() for name, values in listed.items()}
    return {name: value for name, value in first.items() if value.isprintable()}
