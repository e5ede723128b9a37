"""The API's own description, under `/v1` like the API."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

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
_SECURITY = {"ApiKey": {"type": "http", "scheme": "bearer", "description": "`wm_live_…`"}}
EXAMPLES: dict[str, dict[str, Any]] = {
    "/v1/orders": {
        "reference": "SO-1001",
        "recipient": {"reference": "anna", "name": "Anna Weiß", "email": "anna@example.com"},
        "destination": {"country": "DE"},
        "lines": [
            {
                "sku": "LAMP-3",
                "title": "Lamp, brass",
                "quantity": 2,
                "price": {"amount": "39.90", "currency": "EUR"},
            }
        ],
    },
    "/v1/orders/{order}/parcels": {
        "carrier": "ups",
        "number": "1Z…",
        "contents": [{"line_no": 1, "quantity": 2}],
        "promise": {"working_days": {"least": 1, "most": 2, "subdivision": "BE"}},
    },
    "/v1/orders/{order}/refunds": {"amount": {"amount": "39.90", "currency": "EUR"}},
    "/v1/shipments": {"number": "1Z…", "email": "anna@example.com", "language": "de"},
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
    schema = get_openapi(title=app.title, version="1", routes=app.routes)
    schema.setdefault("components", {})["securitySchemes"] = _SECURITY
    schema["security"] = [{"ApiKey": []}]
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            operation["responses"]["default"] = _PROBLEM
            operation["responses"].pop("422", None)
            if path in EXAMPLES:
                operation["requestBody"]["content"]["application/json"]["example"] = EXAMPLES[path]
    return schema
