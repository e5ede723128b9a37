"""What the read API answers with which status, as its description says it."""

from collections.abc import Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct
from waymark_runtime.http.pace import DESCRIBED
from waymark_runtime.http.problems import MEDIA_TYPE

from projection.api.parameters import SCHEMAS

Responses = dict[str, Any]


class WrongField(Struct, frozen=True):
    """What was wrong with one parameter."""

    field: str
    detail: str


class ProblemDetails(Struct, frozen=True, omit_defaults=True):
    """A problem (RFC 9457): `code` for programs, `detail` and `errors` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[WrongField, ...] = ()


_WORDS: Final = MappingProxyType(
    {
        401: "No key, or none of ours.",
        403: "The key lacks the scope `shipments:read`.",
        422: "A parameter is unknown or makes no sense; `errors` names it.",
        429: "Too many requests with this key, or too many bad keys from this address.",
        503: "Not now: a part is away, or the version waited for is not here yet.",
    }
)
_UNKNOWN: Final = "There is none, it is another retailer's, or nothing was known of it by then."
_WAITING: Final = frozenset({429, 503})
_ETAG: Final = MappingProxyType(
    {
        "ETag": {
            "description": "For If-None-Match: changes whenever the answer does.",
            "schema": {"type": "string"},
        }
    }
)
_RETRY: Final = MappingProxyType(
    {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
)
_STREAM: Final = (
    "Server-sent events named `status`. The `data` of each is JSON as the schema "
    "`ShipmentChange` says; a comment comes every 15 s while nothing happens."
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
    told = {404: _UNKNOWN, **_WORDS} if by_id else _WORDS
    return {str(status): _problem(status, told[status]) for status in sorted(told)}


def _problem(status: int, words: str) -> dict[str, Any]:
    schema = {"$ref": SCHEMAS.format(name=ProblemDetails.__name__)}
    answer: dict[str, Any] = {
        "description": f"{HTTPStatus(status).phrase}. {words}",
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
    if status in _WAITING:
        answer["headers"] = dict(_RETRY)
    return answer
