"""The client can say all that the API takes, and read all that it answers."""

import re
from collections.abc import Iterator
from typing import Any, Final, get_args, get_origin, get_type_hints

import pytest
from contract.client_calls import CALLS, MORE
from fastapi import FastAPI
from fastapi.routing import APIRoute
from notifier.api import describing, endpoints, events, messages, replays
from pydantic import BaseModel
from test_order_description import ROUTES as ORDERS
from test_order_description import described as described_orders
from test_projection_description import DESCRIBED as READS
from waymark_client.calls import Call
from waymark_client.core import Core
from waymark_client.listening import PATH
from waymark_client.methods import Listing, Method

WITHOUT_A_METHOD: Final = {
    ("GET", "/v1/stream"): "`stream` is a method of the client itself: it has no single answer",
}
WITHOUT_AN_ARGUMENT: Final = {
    "if-none-match": "a program that asks again is better served by the stream",
    "last-event-id": "the stream's own, sent where it was broken off",
}
NOTIFIER: Final = (endpoints, replays, events, messages)
WRITES: Final = [
    *ORDERS,
    *(route for part in NOTIFIER for route in part.router.routes if isinstance(route, APIRoute)),
]
WITH_A_BODY: Final = [route for route in WRITES if route.body_field is not None]


def described() -> dict[tuple[str, str], dict[str, Any]]:
    """Every operation of every description."""
    app = FastAPI()
    for part in NOTIFIER:
        app.include_router(part.router)
    told = [describing.description(app, part) for part in describing.PARTS]
    return {
        (method.upper(), path): operation
        for document in (READS, described_orders(), *told)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


OPERATIONS: Final = described()


def operation_of(call: Call[Any]) -> tuple[str, str]:
    """Which operation a call asks for; its own address where nobody describes it."""
    found = [
        (method, path)
        for method, path in OPERATIONS
        if method == call.method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), call.path)
    ]
    return found[0] if found else (call.method, call.path)


def methods() -> Iterator[str]:
    """Every method of every part, such as `orders.place`."""
    for name, hint in get_type_hints(Core).items():
        for member, value in vars(get_origin(hint) or object).items():
            if isinstance(value, Method | Listing):
                yield f"{name}.{member}"


def test_every_route_has_a_method_and_every_method_a_route() -> None:
    """What is deliberately left out says why."""
    asked = {operation_of(call) for call in CALLS.values()}

    assert set(methods()) == set(CALLS)
    assert asked | set(WITHOUT_A_METHOD) == set(OPERATIONS)
    assert PATH == "/v1/stream"


def test_every_parameter_can_be_given() -> None:
    """By the methods of a route together; what is deliberately left out says why."""
    left_out = set(WITHOUT_AN_ARGUMENT)
    for operation, told in OPERATIONS.items():
        calls = [call for call in CALLS.values() if operation_of(call) == operation]
        sent = {name.lower() for call in calls for name, _ in (*call.query, *call.headers)}
        sent |= {"idempotency-key" for call in calls if call.idempotency_key}
        for one in told.get("parameters", ()):
            name = one["name"].lower()
            named = {name, f"{operation[0]} {name}", f"{' '.join(operation)} {name}"}
            assert one["in"] == "path" or name in sent or named & set(WITHOUT_AN_ARGUMENT), named
            left_out -= named
    assert left_out == set()


@pytest.mark.parametrize("route", WITH_A_BODY, ids=lambda route: route.path)
def test_every_member_of_a_body_can_be_said(route: APIRoute) -> None:
    """The service reads what the client writes, down to the last optional member."""
    body = route.body_field.field_info.annotation if route.body_field else None
    kinds = [one for one in (*get_args(body), body) if isinstance(one, type)]
    (kind,) = (one for one in kinds if issubclass(one, BaseModel))
    operation = (*(route.methods or ()), route.path)
    calls = [call for call in (*CALLS.values(), *MORE) if operation_of(call) == operation]

    read = [kind.model_validate_json(call.body or b"") for call in calls if call.body]

    assert set.intersection(*(set(unsaid(one)) for one in read)) == set()


def unsaid(body: BaseModel, at: str = "") -> Iterator[str]:
    """Members that were not sent."""
    for name in type(body).model_fields:
        value = getattr(body, name)
        if name not in body.model_fields_set:
            yield f"{at}{name}"
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, BaseModel):
                yield from unsaid(one, f"{at}{name}.")
