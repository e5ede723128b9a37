"""The description of `/v1/webhooks`, beside the routes it describes."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from waymark_runtime.http.pace import DESCRIBED

from notifier.api.examples import EXAMPLES

PLACE: Final = "/v1/webhooks/openapi.json"
_ABOUT: Final = (
    "Where you are told what happens, signed as [Standard Webhooks](https://www.standardwebhooks.com)"
    " says. Everything needs the scope `webhooks:admin`. What is posted to your endpoints is "
    "described in `libs/events/asyncapi.json`, channel `webhooks`."
)
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
    "ApiKey": {"type": "http", "scheme": "bearer", "description": "`wm_live_…`"},
    "ApiKeyHeader": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
}


def describe(app: FastAPI) -> None:
    """Serve the description; it is made once, at the first call, and needs no key."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # how FastAPI says to do it

    @app.get(PLACE, include_in_schema=False)
    async def described(_: Request) -> JSONResponse:
        return JSONResponse(app.openapi())


def _described(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title="Waymark: webhooks", version="1", description=_ABOUT, routes=app.routes
    )
    schema.setdefault("components", {})["securitySchemes"] = _SECURITY
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


def _summarised(docstring: str) -> dict[str, str]:
    """The route's first sentence is its summary; a function's name would tell less."""
    summary, _, more = docstring.partition(". ")
    return {"summary": summary.rstrip(".").replace("`", ""), "description": more}
