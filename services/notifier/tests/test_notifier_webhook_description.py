"""The description of /v1/webhooks: every route, a sentence each, and bodies that would be taken."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from notifier.api import describing, endpoints, events, replays
from notifier.api.examples import EXAMPLES
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import TypeAdapter
from waymark_events.topics import Service
from waymark_tools.stack.routes import service_of

PARTS = (endpoints, replays, events)
ROUTES = {
    (route.path, method.lower()): route
    for part in PARTS
    for route in part.router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
}


def described() -> dict[str, Any]:
    app = FastAPI()
    for part in PARTS:
        app.include_router(part.router)
    return describing.description(app, describing.WEBHOOKS)


def test_it_is_openapi() -> None:
    """The standard's own schema accepts it, and every reference leads somewhere."""
    assert list(OpenAPIV31SpecValidator(described()).iter_errors()) == []


def test_every_route_is_described_by_its_own_sentence() -> None:
    """A summary says what is done; the name of a function would not."""
    paths = described()["paths"]
    found = {(path, name) for path, methods in paths.items() for name in methods}
    told = [one["summary"] for methods in paths.values() for one in methods.values()]

    assert found == set(ROUTES)
    assert all(len(summary.split()) > 2 and not summary.endswith(".") for summary in told), told


def test_every_problem_is_described() -> None:
    """404 where a path names what must be there, 409 where a POST may be refused, and the rest."""
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert statuses >= {"401", "403", "422", "429", "503"}
            assert ("404" in statuses) == ("{" in path and not path.endswith("{event}/attempts"))
            assert ("409" in statuses) == (method == "post")
            assert any(status.startswith("2") for status in statuses)


def test_every_route_and_the_description_are_routed_here() -> None:
    """The one route table sends them to this service."""
    for path, method in (*ROUTES, (describing.WEBHOOKS.place, "get")):
        assert service_of(method.upper(), path) is Service.NOTIFIER


def test_every_body_has_an_example_and_no_example_is_left_over() -> None:
    """What a caller has to send is shown."""
    assert set(EXAMPLES) == {
        place for place, route in ROUTES.items() if route.body_field is not None
    }


@pytest.mark.parametrize("place", EXAMPLES)
def test_every_example_would_be_taken(place: tuple[str, str]) -> None:
    """Its shape is right."""
    field = ROUTES[place].body_field
    body = field.field_info.annotation if field is not None else None
    assert body is not None

    TypeAdapter(body).validate_python(EXAMPLES[place])
