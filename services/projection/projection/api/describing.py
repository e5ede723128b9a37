"""The read API's description (OpenAPI 3.1), made from its routes and the structs it answers."""

import inspect
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.routing import Route
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.vocabulary import Flag, Milestone
from waymark_runtime.http.describing import (
    SECURITY,
    SECURITY_SCHEMES,
    ProblemDetails,
    components,
)

from projection.api import parameters
from projection.api.answers import Listed
from projection.api.parameters import Parameter
from projection.api.responses import problems, success
from projection.app.changes import Changed
from projection.app.past import PastOrder, PastShipment
from projection.app.resources import OrderResource, ShipmentResource
from projection.domain import Timeline
from projection.store.reading import ORDER_FILTERS, SHIPMENT_FILTERS

_ABOUT: Final = (
    "What is true: read within a second of the fact. Every answer is about the retailer whose key "
    "asks, and needs the scope `shipments:read`."
)


class ShipmentPage(Listed[ShipmentResource], frozen=True):
    """A page of shipments, newest first; `next` is the cursor of the page after it."""


class OrderPage(Listed[OrderResource], frozen=True):
    """A page of orders, newest first; `next` is the cursor of the page after it."""


class ShipmentChange(Changed[ShipmentStatusChanged], frozen=True):
    """What an event of the stream says: the shipment's id and its new status."""


class Operation(Struct, frozen=True):
    """What a route's own words do not say. With several `answers` it is one of them."""

    tag: str
    answers: tuple[type, ...]
    parameters: tuple[Parameter, ...]
    streams: bool = False


_OPERATIONS: Final = MappingProxyType(
    {
        "/v1/shipments": Operation(
            "Shipments", (ShipmentPage,), parameters.listing(SHIPMENT_FILTERS)
        ),
        "/v1/shipments/{id}": Operation(
            "Shipments",
            (ShipmentResource, PastShipment),
            (parameters.SHIPMENT_ID, *parameters.MOMENTS, parameters.SHIPMENT_VERSION),
        ),
        "/v1/shipments/{id}/timeline": Operation(
            "Shipments", (Timeline,), (parameters.SHIPMENT_ID, *parameters.TIMES)
        ),
        "/v1/orders": Operation("Orders", (OrderPage,), parameters.listing(ORDER_FILTERS)),
        "/v1/orders/{id}": Operation(
            "Orders",
            (OrderResource, PastOrder),
            (parameters.ORDER_ID, *parameters.MOMENTS, parameters.ORDER_VERSION),
        ),
        "/v1/stream": Operation(
            "Live", (ShipmentChange,), (parameters.LAST_EVENT_ID,), streams=True
        ),
    }
)


def description(routes: Sequence[Route]) -> dict[str, Any]:
    """The description of these routes. KeyError for one that nobody described."""
    operations = {route.path: _OPERATIONS[route.path] for route in routes}
    kinds = [kind for one in operations.values() for kind in one.answers]
    roots, schemas = components([*kinds, ProblemDetails, Milestone, Flag])
    answers = dict(zip(kinds, roots, strict=False))
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Waymark: reads", "version": "1", "description": _ABOUT},
        "paths": {
            route.path: {"get": _operation(route, operations[route.path], answers)}
            for route in routes
        },
        "components": {"schemas": schemas, "securitySchemes": dict(SECURITY_SCHEMES)},
        "security": SECURITY,
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return plain


def _operation(route: Route, told: Operation, answers: dict[type, Any]) -> dict[str, Any]:
    """One operation; its summary is the first sentence of the route's own docstring."""
    summary, _, more = (inspect.getdoc(route.endpoint) or "").partition(". ")
    header = () if told.streams else (parameters.IF_NONE_MATCH,)
    return {
        "operationId": route.name,
        "tags": [told.tag],
        "summary": summary.rstrip(".").replace("`", ""),
        "description": more,
        "parameters": [*told.parameters, *header],
        "responses": {
            **success([answers[kind] for kind in told.answers], streams=told.streams),
            **problems(by_id="{id}" in route.path),
        },
    }
