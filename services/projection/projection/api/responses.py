"""What the read API answers with which status, as its description says it."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

from waymark_runtime.http import describing
from waymark_runtime.http.pace import DESCRIBED

Responses = dict[str, Any]

_WORDS: Final = MappingProxyType(
    {
        **describing.WORDS,
        403: "The key lacks the scope `shipments:read`.",
        404: "There is none, it is another retailer's, or nothing was known of it by then.",
        422: "A parameter is unknown or makes no sense; `errors` names it.",
        503: "Not now: a part is away, or the version waited for is not here yet.",
    }
)
_ALWAYS: Final = (401, 403, 422, 429, 503)
_ETAG: Final = MappingProxyType(
    {
        "ETag": {
            "description": "For If-None-Match: changes whenever the answer does.",
            "schema": {"type": "string"},
        }
    }
)
_STREAM: Final = (
    "Server-sent events named `status`. The `data` of each is JSON as the schema "
    "`ShipmentChange` says; a comment comes every 15 s while nothing happens. First comes an id "
    "without an event, to resume from after a break before the first event."
)
_EVENT: Final = 'id: gQ…\nevent: status\ndata: {"id":"shp_…","change":{…}}\n\n'


def success(schemas: Sequence[Any], *, streams: bool) -> Responses:
    """A document with its ETag, or that it has not changed; or a stream of documents."""
    if streams:
        content = {"text/event-stream": {"schema": {"type": "string"}, "example": _EVENT}}
        return {"200": {"description": _STREAM, "headers": dict(DESCRIBED), "content": content}}
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}
    content = {"application/json": {"schema": schema}}
    headers = {**_ETAG, **DESCRIBED}
    return {
        "200": {"description": "As it is.", "headers": headers, "content": content},
        "304": {"description": "You have it already.", "headers": headers},
    }


def problems(*, by_id: bool) -> Responses:
    """All problems of a route; one that asks by id may find nothing."""
    return describing.problems((*_ALWAYS, 404) if by_id else _ALWAYS, _WORDS)
