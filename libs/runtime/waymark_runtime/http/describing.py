"""What every web program's OpenAPI description says alike: keys, problems, limits."""

import inspect
from collections.abc import Collection, Iterable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec import Struct

from waymark_runtime.http.pace import DESCRIBED
from waymark_runtime.http.problems import MEDIA_TYPE

SCHEMAS: Final = "#/components/schemas/{name}"
SECURITY_SCHEMES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "ApiKey": {"type": "http", "scheme": "bearer", "description": "`wm_live_…` or `wm_test_…`"},
        "ApiKeyHeader": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    }
)
SECURITY: Final[Sequence[Mapping[str, Sequence[str]]]] = [{name: []} for name in SECURITY_SCHEMES]
"""Either of them opens a route."""

FRAMEWORKS: Final = frozenset({"HTTPValidationError", "ValidationError"})
"""Schemas of FastAPI's own answers, which nobody gets: ours are problems."""


class WrongField(Struct, frozen=True, omit_defaults=True):
    """What was wrong with one field, and what would be right.

    `field` is its path. Where it helps there are a value that would do, the carrier and the format
    of a number, or the line, column and value of a file.
    """

    detail: str
    field: str | None = None
    value: str | None = None
    carrier: str | None = None
    format: str | None = None
    line: str | None = None
    column: str | None = None


class ProblemDetails(Struct, frozen=True, omit_defaults=True):
    """A problem (RFC 9457): `code` for programs, `detail` and `errors` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[WrongField, ...] = ()


WORDS: Final[Mapping[int, str]] = MappingProxyType(
    {
        400: "The body cannot be read.",
        401: "No key, or none of ours.",
        403: "The key lacks the scope.",
        404: "There is none, or it is another retailer's.",
        409: "What is there does not allow it; `code` and `detail` say why.",
        412: "If-Match names another version than the present one.",
        413: "The body is too large.",
        415: "The body is of another type than those that are read here.",
        422: "Something makes no sense or is not known here; `errors` names fields.",
        429: "Too many requests with this key, or too many bad keys from this address.",
        503: "Not now: a part is away; try again.",
    }
)
_WAITING: Final = frozenset({429, 503})
_RETRY: Final = MappingProxyType(
    {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
)
_CHALLENGE: Final = MappingProxyType(
    {"WWW-Authenticate": {"description": "`Bearer`.", "schema": {"type": "string"}}}
)


def components(
    kinds: Iterable[Any], taken: Collection[str] = ()
) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """References to what is answered, and the schemas they lead to, by name.

    A schema whose name is `taken` by another is called `<name>Answered`.
    """
    roots, found = msgspec.json.schema_components(kinds, ref_template=SCHEMAS)
    for schema in found.values():
        schema["description"] = inspect.cleandoc(schema.get("description", ""))
    names = {name: f"{name}Answered" if name in taken else name for name in found}
    references = {SCHEMAS.format(name=old): SCHEMAS.format(name=new) for old, new in names.items()}
    renamed = {names[name]: _renamed(schema, references) for name, schema in sorted(found.items())}
    return tuple(_renamed(root, references) for root in roots), renamed


def _renamed(part: Any, references: Mapping[str, str]) -> Any:
    if isinstance(part, Mapping):
        return {
            name: references.get(value, value) if name == "$ref" else _renamed(value, references)
            for name, value in part.items()
        }
    return [_renamed(one, references) for one in part] if isinstance(part, list | tuple) else part


def problems(statuses: Iterable[int], words: Mapping[int, str] = WORDS) -> dict[str, Any]:
    """The problems that a route may answer; `words` say of each when it does."""
    return {str(status): _problem(status, words[status]) for status in sorted(statuses)}


def _problem(status: int, words: str) -> dict[str, Any]:
    headers = dict(_CHALLENGE) if status == HTTPStatus.UNAUTHORIZED else dict(DESCRIBED)
    if status in _WAITING:
        headers |= _RETRY
    schema = {"$ref": SCHEMAS.format(name=ProblemDetails.__name__)}
    return {
        "description": f"{HTTPStatus(status).phrase}. {words}",
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def summarised(docstring: str) -> dict[str, str]:
    """The route's first sentence is its summary; a function's name would tell less."""
    summary, _, more = " ".join(docstring.split()).partition(". ")
    return {"summary": summary.rstrip(".").replace("`", ""), "description": more}
