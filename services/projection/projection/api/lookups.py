"""`/track`: who has only a number gets the present sentence."""

import asyncio
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from projection.api.limiting import Misses, guessing_from
from projection.api.pages import html, language_of
from projection.app.lookups import FoundNumber, Lookups
from projection.pages import notices
from projection.pages.rendering import render
from projection.pages.views import NoticeView

_MOST_FIELDS: Final = 5
Fields = dict[str, str]


class LookUpPage:
    """The form and its answer. Ten misses from one network, and it waits ten minutes.

    The number comes in the body, never in an address; an unknown retailer, number or form get
    the same answer.
    """

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._misses = Misses()

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
        network = guessing_from(request.client.host if request.client else "")
        if self._misses.are_spent(network):
            return self._refused(language, retailer, network)
        found = await self._found(retailer, fields.get("number", ""))
        # guesses that were sent at once learn no more than those sent one by one
        if self._misses.are_spent(network):
            return self._refused(language, retailer, network)
        if found is None:
            self._misses.count(network)
            view, status = notices.look_up(language, retailer, hint="page.track.unknown"), 404
        else:
            view, status = notices.found(language, found, datetime.now(UTC)), 200
        return _answer(language, view, status, **self._misses.told(network))

    def _refused(self, language: str, retailer: str, network: str) -> Response:
        view = notices.look_up(language, retailer, hint="page.track.too_many")
        return _answer(language, view, 429, **self._misses.told_to_wait(network))

    async def _found(self, retailer: str, number: str) -> FoundNumber | None:
        return await asyncio.to_thread(self._lookups.find, retailer, number)


def _answer(language: str, view: NoticeView, status: int, **headers: str) -> Response:
    return html(render("notice.html", language, notice=view), status, **headers)


def _fields(body: bytes) -> Fields:
    """The fields of a posted form; anything else has none."""
    try:
        listed = parse_qs(body.decode("ascii"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    first = {name: values[0].strip() for name, values in listed.items()}
    return {name: value for name, value in first.items() if value.isprintable()}
