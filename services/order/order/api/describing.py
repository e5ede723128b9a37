"""The API's own description, under `/v1` like the API."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from waymark_runtime.http.pace import DESCRIBED

from order.api.examples import EXAMPLES

_ABOUT = (
    "What you decide: orders, parcels, people. Everything is done for the retailer whose key asks, "
    "and needs the scope `orders:write`."
)
_PROBLEM = {
    "description": "A problem (RFC 9457): `code` for programs, `detail` and `errors` for people",
    "content": {
        "application/problem+json": {
            "example": {
                "type": "urn:waymark:problem:bad_number",
                "title": "Unprocessable Content",
                "status": 422,
                "code": "bad_number",
                "detail": "'…' has the shape of UPS, but its check digit is wrong",
            }
        }
    },
}
_SECURITY = {
    "ApiKey": {"type": "http", "scheme": "bearer", "description": "`wm_live_…` or `wm_test_…`"},
    "ApiKeyHeader": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
}


def describe(app: FastAPI) -> None:
    """Serve the description at `/v1/openapi.json`; it is made once, at the first call."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # how FastAPI says to do it

    @app.get("/v1/openapi.json", include_in_schema=False)
    async def described(_: Request) -> JSONResponse:
        return JSONResponse(app.openapi())


def _described(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(title="Waymark", version="1", description=_ABOUT, routes=app.routes)
    schema.setdefault("components", {})["securitySchemes"] = _SECURITY
    schema["security"] = [{name: []} for name in _SECURITY]
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            operation.update(_summarised(operation["description"]))
            operation["responses"]["default"] = dict(_PROBLEM)
            operation["responses"].pop("422", None)
            for answer in operation["responses"].values():
                answer["headers"] = dict(DESCRIBED)
            if path in EXAMPLES:
                operation["requestBody"]["content"]["application/json"]["example"] = EXAMPLES[path]
    return schema


def _summarised(docstring: str) -> dict[str, str]:
    """The route's first sentence is its summary; a function's name would tell less."""
    summary, _, more = docstring.partition(". ")
    return {"summary": summary.rstrip(".").replace("`", ""), "description": more}
