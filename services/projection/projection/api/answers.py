"""Answers of the read API: JSON with an ETag, or 304."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from waymark_events.ids import digest

_PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization, X-Api-Key"}


def tagged(request: Request, body: bytes, tag: str) -> Response:
    """JSON bytes under their ETag; 304 without them when the caller has them."""
    headers = _PRIVATE | {"ETag": tag}
    if is_fresh(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def document(request: Request, value: object) -> Response:
    """A value as JSON, its ETag made from the bytes."""
    body = msgspec.json.encode(value)
    return tagged(request, body, f'"{digest(body.decode())}"')


def is_fresh(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this ETag, weakly or strongly."""
    given = request.headers.get("if-none-match", "")
    listed = {part.strip().removeprefix("W/") for part in given.split(",")}
    return tag in listed or "*" in listed
