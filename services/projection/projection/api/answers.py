"""Answers of the read API: JSON with an ETag, or 304; files that may be kept."""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from waymark_events.ids import digest
from waymark_runtime.http import Problem

from projection.pages.rendering import StaticFile

_PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization, X-Api-Key"}
_A_DAY: Final = 86_400
Item = TypeVar("Item")


class Listed(Struct, Generic[Item], frozen=True):
    """A page of a list; `next` is the cursor of the page after it, null on the last."""

    items: Sequence[Item]
    next: str | None


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


def static_file(request: Request, found: StaticFile | None) -> Response:
    """A file of ours, to be kept for a day; its address changes with its bytes. None is a 404."""
    if found is None:
        raise Problem(404, "not_found", "there is no such file")
    tag = f'"{found.version}"'
    headers = {"Cache-Control": f"public, max-age={_A_DAY}", "ETag": tag}
    if is_fresh(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers=headers, media_type=found.media_type)


def is_fresh(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this ETag, weakly or strongly."""
    given = request.headers.get("if-none-match", "")
    listed = {part.strip().removeprefix("W/") for part in given.split(",")}
    return tag in listed or "*" in listed
