"""The description of the writes: every route, a sentence each, and bodies that would be taken."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from openapi_spec_validator import OpenAPIV31SpecValidator
from order.api import describing, orders, parcels, recipients, shipments
from order.api.examples import EXAMPLES
from pydantic import TypeAdapter
from waymark_events.numbers import Valid, check, detect

ROUTES = [
    route
    for part in (orders, parcels, shipments, recipients)
    for route in part.router.routes
    if isinstance(route, APIRoute)
]


def described() -> dict[str, Any]:
    app = FastAPI()
    for part in (orders, parcels, shipments, recipients):
        app.include_router(part.router)
    describing.describe(app)
    return app.openapi()


def test_it_is_openapi() -> None:
    """The standard's own schema accepts it, and every reference leads somewhere."""
    assert list(OpenAPIV31SpecValidator(described()).iter_errors()) == []


def test_every_route_is_described_by_its_own_sentence() -> None:
    """A summary says what is done; the name of a function would not."""
    paths = described()["paths"]
    found = {(path, name.upper()) for path, methods in paths.items() for name in methods}
    told = [one["summary"] for methods in paths.values() for one in methods.values()]

    assert found == {(route.path, method) for route in ROUTES for method in route.methods or ()}
    assert all(len(summary.split()) > 2 and not summary.endswith(".") for summary in told), told


def test_every_body_has_an_example_and_no_example_is_left_over() -> None:
    """What a caller has to send is shown."""
    assert set(EXAMPLES) == {route.path for route in ROUTES if route.body_field is not None}


@pytest.mark.parametrize("path", EXAMPLES)
def test_every_example_would_be_taken(path: str) -> None:
    """Its shape is right, and so are the check digits of its number."""
    (route,) = (one for one in ROUTES if one.path == path)
    example = EXAMPLES[path]
    body = route.body_field.field_info.annotation if route.body_field else None
    assert body is not None

    TypeAdapter(body).validate_python(example)

    if "number" in example:
        assert isinstance(check("ups", example["number"]), Valid)
        assert detect(example["number"]).chosen
