"""The read API's description says what the code does: all of it and nothing else."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from projection.api.describing import description
from projection.api.docs import Docs
from projection.api.feed import Feed
from projection.api.parameters import listing
from projection.api.reads import Reads
from projection.app.board import Board
from projection.app.changes import Changes
from projection.app.queries import Queries
from projection.pages import documenting
from projection.store.reading import ORDER_FILTERS, SHIPMENT_FILTERS
from starlette.requests import Request
from starlette.routing import Route
from waymark_events.numbers import Valid, check, detect
from waymark_runtime.http import ApiKey, Problem, problem_response
from waymark_runtime.http.asking import wrong
from waymark_runtime.http.describing import ProblemDetails

NOTHING = cast("Any", None)
READS = Reads(Queries(NOTHING), cast("ApiKey", NOTHING))
FEED = Feed(READS, cast("Changes", NOTHING), Board())
ROUTES = [*READS.routes(), *FEED.routes()]
DESCRIBED = description(ROUTES)
OPERATIONS = {path: methods["get"] for path, methods in DESCRIBED["paths"].items()}


def parameters(path: str, where: str) -> set[str]:
    return {one["name"] for one in OPERATIONS[path]["parameters"] if one["in"] == where}


def test_it_is_openapi() -> None:
    """The standard's own schema accepts it, and every reference leads somewhere."""
    assert list(OpenAPIV31SpecValidator(DESCRIBED).iter_errors()) == []


def test_every_route_is_described_and_nothing_else() -> None:
    """Each path has its one method, a sentence that ends nowhere, and a name of its own."""
    assert set(DESCRIBED["paths"]) == {route.path for route in ROUTES}
    assert all(set(methods) == {"get"} for methods in DESCRIBED["paths"].values())
    assert all(one["summary"] and not one["summary"].endswith(".") for one in OPERATIONS.values())
    assert len({one["operationId"] for one in OPERATIONS.values()}) == len(ROUTES)


def test_a_route_that_nobody_described_stops_the_program() -> None:
    """It is noticed where the application is put together, not by a reader."""
    with pytest.raises(KeyError, match="/v1/new"):
        Docs([*ROUTES, Route("/v1/new", READS.orders)])


@pytest.mark.parametrize(
    ("path", "filters"), [("/v1/shipments", SHIPMENT_FILTERS), ("/v1/orders", ORDER_FILTERS)]
)
def test_every_filter_is_described(path: str, filters: dict[str, str]) -> None:
    """A list is narrowed by what the store knows, and turned over by limit and cursor."""
    assert parameters(path, "query") == {*filters, "limit", "cursor"}


def test_a_filter_that_nobody_described_stops_the_program() -> None:
    """The store's filters and their words stay together."""
    with pytest.raises(KeyError, match="colour"):
        listing(["colour"])


@pytest.mark.parametrize("path", OPERATIONS)
def test_what_is_described_is_what_is_heeded(path: str) -> None:
    """The route takes every described query parameter, and a refusal names no other."""
    route = next(one for one in ROUTES if one.path == path)

    with pytest.raises(Problem) as refused:
        ask(route, "nobodys=1")

    listed = ", ".join(sorted(parameters(path, "query"))) or "none"
    assert refused.value.detail.endswith(f"known are: {listed}")


def ask(route: Route, query: str) -> None:
    """Ask a route's handler as an admitted caller."""
    scope = {"type": "http", "method": "GET", "query_string": query.encode(), "headers": []}
    reads = Reads(Queries(NOTHING), cast("ApiKey", Admitting()))
    feed = Feed(reads, cast("Changes", NOTHING), Board())
    found = next(one for one in [*reads.routes(), *feed.routes()] if one.path == route.path)
    endpoint = cast("Callable[[Request], Any]", found.endpoint)
    asyncio.run(endpoint(Request(scope)))


class Admitting:
    """A door that lets everybody read."""

    scopes = frozenset({"shipments:read"})
    retailer = "shop"

    async def caller(self, _: Request) -> "Admitting":
        return self


def test_headers_and_waiting_are_described() -> None:
    """Documents can be asked for when they changed, by id as of an instant; streams go on."""
    past = {"as_of", "at", "shown_at"}
    assert parameters("/v1/shipments/{id}", "query") == past | {"min_version"}
    assert parameters("/v1/orders/{id}", "query") == past | {"min_version"}
    assert parameters("/v1/shipments/{id}/timeline", "query") == {"as_of", "at"}
    assert parameters("/v1/stream", "header") == {"Last-Event-ID"}
    for path in set(OPERATIONS) - {"/v1/stream"}:
        assert parameters(path, "header") == {"If-None-Match"}


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_answer_is_described(path: str) -> None:
    """Each status a caller can get, errors as problems; 404 only where one asks by id."""
    responses = OPERATIONS[path]["responses"]
    expected = {"200", "401", "403", "422", "429", "503"}
    expected |= set() if path == "/v1/stream" else {"304"}
    expected |= {"404"} if "{id}" in path else set()

    assert set(responses) == expected
    for status in expected - {"200", "304"}:
        assert set(responses[status]["content"]) == {"application/problem+json"}


def test_a_problem_is_what_the_description_says() -> None:
    """What callers get fits the schema, and has nothing beside it."""
    answer = problem_response(wrong("limit", "must be a number"))

    read = msgspec.json.decode(answer.body, type=ProblemDetails)

    assert msgspec.json.decode(msgspec.json.encode(read)) == msgspec.json.decode(answer.body)


def test_the_example_of_a_number_is_a_right_one() -> None:
    """Its check digit is right, however it is written."""
    (number,) = (one for one in listing(SHIPMENT_FILTERS) if one["name"] == "number")
    example = number["description"].split("`")[1]

    assert isinstance(check("ups", example), Valid)
    assert detect(example).chosen


def test_the_page_loads_nothing_that_is_not_ours() -> None:
    """Its policy names no other origin and no inline script; its addresses are paths."""
    page = documenting.page()
    policy = page.headers["Content-Security-Policy"]

    assert "http" not in policy
    assert "unsafe" not in policy
    assert b"//" not in page.body
    for name in documenting.static_files():
        assert f"/v1/docs/static/{name}?v=".encode() in page.body
