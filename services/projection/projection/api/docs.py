"""`/v1/docs`: the page a developer starts at, its files, and the read API's description."""

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from waymark_events.ids import digest

from projection.api.answers import is_fresh, static_file
from projection.api.describing import description
from projection.api.pages import html
from projection.pages import documenting


class Docs:
    """Describes these routes. Nobody needs a key to read how the API works."""

    def __init__(self, described: Sequence[Route]) -> None:
        self._body = msgspec.json.encode(description(described))
        self._tag = f'"{digest(self._body.decode())}"'

    def routes(self) -> list[Route]:
        """The page, its files and the description."""
        return [
            Route("/v1/docs", self.page),
            Route("/v1/docs/static/{name}", self.static),
            Route("/v1/openapi/reads.json", self.reads),
        ]

    async def page(self, _: Request) -> Response:
        """Three descriptions, writes, reads and webhooks, on one page."""
        return html(documenting.page(), 200)

    async def static(self, request: Request) -> Response:
        """Swagger UI and what is ours beside it."""
        return static_file(request, documenting.static_files().get(request.path_params["name"]))

    async def reads(self, request: Request) -> Response:
        """The read API's description."""
        headers = {"Cache-Control": "no-cache", "ETag": self._tag}
        if is_fresh(request, self._tag):
            return Response(status_code=304, headers=headers)
        return Response(self._body, headers=headers, media_type="application/json")
