"""The API's own description, under `/v1` like the API."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from waymark_runtime.http.describing import (
    FRAMEWORKS,
    SCHEMAS,
    SECURITY,
    SECURITY_SCHEMES,
    components,
    summarised,
)

from order.api.described import JSON, KINDS, Operation, file_body, responses
from order.api.examples import EXAMPLES, FILES

_ABOUT: Final = (
    "What you decide: orders, parcels, people. Everything is done for the retailer whose key asks, "
    "and needs the scope `orders:write`."
)
_ITEMS: Final = {"/v1/orders:batch": "OrderBody", "/v1/shipments:batch": "ShipmentBody"}
_IDS: Final = {
    "order": {"type": "string", "pattern": "^ord_[0-9a-f]{32}$"},
    "recipient": {"type": "string", "pattern": "^rcp_[0-9a-f]{32}$"},
}
_ANSWER_ORDERS: Final = ("/v1/orders", "/v1/shipments", "/v1/orders/{order}/parcels")
_FOUND: Final = {
    "order": "$response.body#/id",
    "recipient": "$response.body#/recipients/0/id",
    "parcel_no": "$response.body#/parcels/0/parcel_no",
    "line_no": "$response.body#/order/lines/0/line_no",
}
_HEEDED: Final = {
    "idempotency-key": (
        "Does a POST once: repeated within seven days, it is answered as then.",
        {"type": "string", "pattern": "^[!-~]{1,255}$"},
    ),
    "if-match": (
        "The version you decided on; 412 if the order has another by now.",
        {"type": "string", "pattern": r'^("[1-9][0-9]{0,8}"|[1-9][0-9]{0,8}|\*)$'},
    ),
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
    bodies = {
        name: body
        for name, body in schema["components"]["schemas"].items()
        if name not in FRAMEWORKS
    }
    roots, answers = components(KINDS, taken=bodies)
    references: dict[type, Any] = dict(zip(KINDS, roots, strict=True))
    schema["components"] = {
        "schemas": bodies | answers,
        "securitySchemes": dict(SECURITY_SCHEMES),
    }
    schema["security"] = list(SECURITY)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            made = next(status for status in operation["responses"] if status.startswith("2"))
            of = Operation(path, method, made, has_body=_has_body(path, operation))
            operation.update(summarised(operation["description"]))
            operation["responses"] = responses(of, references)
            operation["parameters"] = _parameters(of, operation.get("parameters", []))
            _complete_body(of, operation)
    _link(schema["paths"])
    return schema


def _has_body(path: str, operation: dict[str, Any]) -> bool:
    return path in FILES or "requestBody" in operation


def _link(paths: dict[str, Any]) -> None:
    """Say of every answer with an order which routes take its ids, and where these stand in it."""
    operations = {
        path: operation for path, methods in paths.items() for operation in methods.values()
    }
    links = {
        operation["operationId"]: {
            "operationId": operation["operationId"],
            "parameters": {name: found for name, found in _FOUND.items() if f"{{{name}}}" in path},
        }
        for path, operation in operations.items()
        if "{" in path
    }
    for path in _ANSWER_ORDERS:
        for status, answer in operations[path]["responses"].items():
            if status.startswith("2"):
                answer["links"] = links


def _parameters(of: Operation, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the route heeds, with what it may be."""
    heeded = {"if-match": of.of_order, "idempotency-key": of.method == "post" and not of.is_import}
    found = [one for one in listed if heeded.get(one["name"], True)]
    for one in found:
        if one["name"] in _HEEDED:
            one["description"], one["schema"] = _HEEDED[one["name"]]
        elif one["name"] in _IDS:
            one["schema"] = _IDS[one["name"]]
    return found


def _complete_body(of: Operation, operation: dict[str, Any]) -> None:
    if of.is_import:
        operation["requestBody"] = file_body(of)
    elif of.path in EXAMPLES:
        content = operation["requestBody"]["content"][JSON]
        content["example"] = EXAMPLES[of.path]
        if of.path in _ITEMS:
            content["schema"] = _batch(_ITEMS[of.path])


def _batch(item: str) -> dict[str, Any]:
    """The body of a batch. What fits no item is no error of the batch: it has its own result."""
    known = {"$ref": SCHEMAS.format(name=item)}
    anything = {"description": "Anything else is answered by a problem of its own."}
    batch = {"$ref": SCHEMAS.format(name="BatchBody")}
    return {
        "allOf": [batch],
        "properties": {"items": {"items": {"anyOf": [known, anything]}}},
    }
