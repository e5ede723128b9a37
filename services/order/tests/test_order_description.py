"""The description of the writes: every route, a sentence each, and bodies that would be taken."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from openapi_spec_validator import OpenAPIV31SpecValidator
from order.api import describing
from order.api.examples import COLUMNS, EXAMPLES, FILES
from order.api.routes import ROUTERS
from order.requests.bodies import Body, OrderBody
from order.requests.parcel_bodies import ShipmentBody
from pydantic import TypeAdapter
from waymark_events.numbers import Valid, check, detect

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def described() -> dict[str, Any]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
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
    """Its shape is right, and so are the check digits of its number; a batch's items too."""
    (route,) = (one for one in ROUTES if one.path == path)
    body = route.body_field.field_info.annotation if route.body_field else None
    assert body is not None

    TypeAdapter(body).validate_python(EXAMPLES[path])

    items: dict[str, type[Body]] = {
        "/v1/orders:batch": OrderBody,
        "/v1/shipments:batch": ShipmentBody,
    }
    item = items.get(path)
    for example in EXAMPLES[path]["items"] if item else [EXAMPLES[path]]:
        if item:
            item.model_validate(example)
        if "number" in example:
            assert isinstance(check("ups", example["number"]), Valid)
            assert detect(example["number"]).chosen


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_answer_is_described(route: APIRoute) -> None:
    """Each status a caller can get, problems as problems; 404 where a path names something."""
    (method,) = sorted(route.methods or {"none"})
    responses = described()["paths"][route.path][method.lower()]["responses"]

    expected = {str(route.status_code or 200), "401", "403", "413", "422", "429", "503"}
    expected |= {"404"} if "{" in route.path else set()
    expected |= {"412"} if "{order}" in route.path else set()
    expected |= {"200"} if route.path == "/v1/shipments" else set()
    expected |= {"400"} if route.path in {*EXAMPLES, *FILES} else set()
    if route.path.endswith(":import"):
        expected.add("415")
    elif method == "POST":
        expected.add("409")
    assert set(responses) == expected
    for status, answer in responses.items():
        kind = "application/problem+json"
        if status.startswith("2"):
            kind = "application/json"
            if route.path.endswith(":import"):
                kind = "application/x-ndjson"
        assert set(answer["content"]) == {kind}, status


@pytest.mark.parametrize("path", FILES)
def test_every_columns_meaning_is_described(path: str) -> None:
    """The table of an import's columns is the one it is read by, here and on the page."""
    body = described()["paths"][path]["post"]["requestBody"]

    names = re.findall(r"^\| `(\w+)`", body["description"], re.MULTILINE)
    assert names == [column.name for column in COLUMNS[path]]
    _, table = body["description"].split("\n\n")
    assert f"\n{table}\n" in PAGE.read_text()
