"""The API's own description, under `/v1/messages` like the API."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from waymark_runtime.http.pace import DESCRIBED

PATH: Final = "/v1/messages/openapi.json"
_ABOUT: Final = (
    "Who was told what. Everything is about the retailer whose key asks, and needs the scope "
    "`messages:read`."
)
_PROBLEM: Final = {
    "description": "A problem (RFC 9457): `code` for programs, `detail` and `errors` for people",
    "content": {
        "application/problem+json": {
            "example": {
                "type": "urn:waymark:problem:not_found",
                "title": "Not Found",
                "status": 404,
                "code": "not_found",
                "detail": "there is no message with this id; ids look like msg_…",
            }
        }
    },
}
_SECURITY: Final = {
    "ApiKey": {"type": "http", "scheme": "bearer", "description": "`wm_live_…` or `wm_test_…`"},
    "ApiKeyHeader": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
}


def describe(app: FastAPI) -> None:
    """Serve the description; it is made once, at the first call."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # how FastAPI says to do it

    @app.get(PATH, include_in_schema=False)
    async def described(_: Request) -> JSONResponse:
        return JSONResponse(app.openapi())


def _described(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title="Waymark: messages", version="1", description=_ABOUT, routes=app.routes
    )
    schema.setdefault("components", {})["securitySchemes"] = dict(_SECURITY)
    schema["security"] = [{name: []} for name in _SECURITY]
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation.update(_summarised(operation["description"]))
            operation["responses"]["default"] = dict(_PROBLEM)
            operation["responses"].pop("422", None)
            for answer in operation["responses"].values():
                answer["headers"] = dict(DESCRIBED)
    return schema


def _summarised(docstring: str) -> dict[str, str]:
    """The route's first sentence is its summary; a function's name would tell less."""
    summary, _, more = docstring.partition(". ")
    return {"summary": summary.rstrip(".").replace("`", ""), "description": more}
