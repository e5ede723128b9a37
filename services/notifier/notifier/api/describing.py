"""The descriptions of `/v1/webhooks` and `/v1/messages`, beside the routes they describe."""

import json
import re
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from msgspec import Struct
from waymark_runtime.http.describing import (
    FRAMEWORKS,
    SECURITY,
    SECURITY_SCHEMES,
    ProblemDetails,
    components,
    summarised,
)

from notifier.api.described import link, parameters, responses
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
    schema["paths"] = {
        path: methods for path, methods in schema["paths"].items() if path.startswith(part.under)
    }
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            operation.update(summarised(operation["description"]))
            operation["responses"] = responses(path, method, operation)
            operation["parameters"] = parameters(method, operation.get("parameters", []))
            if (path, method) in EXAMPLES:
                content = operation["requestBody"]["content"]["application/json"]
                content["example"] = EXAMPLES[path, method]
    link(schema["paths"])
    _complete(schema)
    return schema


def _complete(schema: dict[str, Any]) -> None:
    """The schemas that are named, and the keys that open the routes."""
    listed = schema.get("components", {}).get("schemas", {})
    own = {name: one for name, one in listed.items() if name not in FRAMEWORKS}
    _, answers = components((ProblemDetails,), taken=own)
    schema["components"] = {"schemas": own | answers, "securitySchemes": dict(SECURITY_SCHEMES)}
    schema["security"] = list(SECURITY)
    _keep_used(schema)


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
