"""The descriptions of `/v1/webhooks` and `/v1/messages`, beside the routes they describe."""

import json
import re
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from msgspec import Struct
from waymark_runtime.http.pace import DESCRIBED

from notifier.api.examples import EXAMPLES

_WEBHOOKS: Final = (
    "Where you are told what happens, signed as [Standard Webhooks](https://www.standardwebhooks.com)"
    " says. Everything needs the scope `webhooks:admin`. What is posted to your endpoints is "
    "described in `libs/events/asyncapi.json`, channel `webhooks`."
)
_NAMED: Final = re.compile(r'"#/components/schemas/([^"]+)"')
_MESSAGES: Final = (
    "Who was told what. Everything is about the retailer whose key asks, and needs the scope "
    "`messages:read`."
)


class Part(Struct, frozen=True):
    """Routes that are described together, at a place of their own."""

    under: str
    title: str
    about: str

    @property
    def place(self) -> str:
        """Where the description is."""
        return f"{self.under}/openapi.json"


WEBHOOKS: Final = Part("/v1/webhooks", "Waymark: webhooks", _WEBHOOKS)
MESSAGES: Final = Part("/v1/messages", "Waymark: messages", _MESSAGES)
PARTS: Final = (WEBHOOKS, MESSAGES)
_PROBLEM: Final = {
    "description": "A problem (RFC 9457): `code` for programs, `detail` and `errors` for people",
    "content": {
        "application/problem+json": {
            "example": {
                "type": "urn:waymark:problem:bad_url",
                "title": "Unprocessable Content",
                "status": 422,
                "code": "bad_url",
                "detail": "10.0.0.1 is not an address of the public internet; "
                "give one that everybody could reach",
            }
        }
    },
}
_SECURITY: Final = {
    "ApiKey": {"type": "http", "scheme": "bearer", "description": "`wm_live_…` or `wm_test_…`"},
    "ApiKeyHeader": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
}


def describe(app: FastAPI) -> None:
    """Serve the descriptions; each is made once, at the first call, and needs no key."""
    for one in PARTS:
        _serve(app, one)


def _serve(app: FastAPI, part: Part) -> None:
    made: dict[str, Any] = {}

    @app.get(part.place, include_in_schema=False)
    async def described(_: Request) -> JSONResponse:
        if not made:
            made.update(description(app, part))
        return JSONResponse(made)


def description(app: FastAPI, part: Part) -> dict[str, Any]:
    """The description of a part's routes."""
    schema = get_openapi(title=part.title, version="1", description=part.about, routes=app.routes)
    paths = schema["paths"].items()
    schema["paths"] = {path: one for path, one in paths if path.startswith(part.under)}
    _keep_used(schema)
    schema.setdefault("components", {})["securitySchemes"] = dict(_SECURITY)
    schema["security"] = [{name: []} for name in _SECURITY]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            operation.update(_summarised(operation["description"]))
            operation["responses"]["default"] = dict(_PROBLEM)
            operation["responses"].pop("422", None)
            for answer in operation["responses"].values():
                answer["headers"] = dict(DESCRIBED)
            if (path, method) in EXAMPLES:
                content = operation["requestBody"]["content"]["application/json"]
                content["example"] = EXAMPLES[path, method]
    return schema


def _keep_used(schema: dict[str, Any]) -> None:
    """Leave out what only another part's routes refer to."""
    known = schema.get("components", {}).get("schemas", {})
    used: set[str] = set()
    waiting = set(_NAMED.findall(json.dumps(schema["paths"])))
    while waiting:
        used |= waiting
        found = {name for one in waiting for name in _NAMED.findall(json.dumps(known[one]))}
        waiting = found - used
    for name in known.keys() - used:
        del known[name]


def _summarised(docstring: str) -> dict[str, str]:
    """The route's first sentence is its summary; a function's name would tell less."""
    summary, _, more = docstring.partition(". ")
    return {"summary": summary.rstrip(".").replace("`", ""), "description": more}
