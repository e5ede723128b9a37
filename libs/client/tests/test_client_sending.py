"""How calls are sent: once by their key, again where that helps, and told apart when they fail."""

import asyncio
from typing import Any

import httpx
import pytest
from client_given import KEY, Service, answer, problem, written
from waymark_client import (
    Line,
    Money,
    RateLimit,
    Retry,
    TooManyRequestsError,
    UnavailableError,
    UnreachableError,
    WaymarkError,
)

FAULTS = [
    httpx.ConnectError("refused"),
    httpx.ReadTimeout("too slow"),
    httpx.RemoteProtocolError("broke off"),
    problem(429, "too_many_requests", Retry_After="0"),
    problem(503, "unavailable", Retry_After="0"),
    problem(503, ""),
    httpx.Response(502, content=b"<html>bad gateway</html>"),
    problem(409, "idempotency_key_in_flight"),
]


def keys(service: Service) -> list[str]:
    return [request.headers["idempotency-key"] for request in service.asked]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_what_passes_is_tried_again_under_the_same_key(fault: Any) -> None:
    """Connection faults, 429, 5xx of proxies, and a first try that is still under way."""
    service = Service(fault, fault, answer(written(), 201))

    with service.client() as waymark:
        placed = waymark.orders.place("SO-1")

    assert (placed.id, len(service.asked)) == (written()["id"], 3)
    assert len(set(keys(service))) == 1
    assert len({request.content for request in service.asked}) == 1


@pytest.mark.parametrize("fault", FAULTS[:1] + FAULTS[3:4], ids=repr)
def test_the_async_client_does_the_same(fault: Any) -> None:
    """The same decisions, awaited."""
    service = Service(fault, answer(written(), 201))

    async def place() -> int:
        async with service.async_client() as waymark:
            return (await waymark.orders.place("SO-1")).version

    assert asyncio.run(place()) == 1
    assert len(set(keys(service))) == 1


def test_every_post_has_a_key_of_its_own_unless_one_is_given() -> None:
    """So that two calls are two deeds, and a caller's own key makes two calls one."""
    service = Service(answer(written(), 201))

    with service.client() as waymark:
        waymark.orders.confirm("ord_1")
        waymark.orders.confirm("ord_1")
        waymark.orders.confirm("ord_1", idempotency_key="mine")

    made, again, given = keys(service)
    assert made != again
    assert given == "mine"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (problem(429, "too_many_requests", Retry_After="0"), TooManyRequestsError),
        (problem(503, "not_yet", Retry_After="0"), UnavailableError),
        (httpx.Response(504, content=b"\xff\xfe no JSON"), UnavailableError),
        (httpx.ConnectError("refused"), UnreachableError),
    ],
)
def test_tries_end(said: Any, kind: type[WaymarkError]) -> None:
    """After the last one the error is the caller's."""
    service = Service(said)

    with service.client() as waymark, pytest.raises(kind):
        waymark.orders.get("ord_1")

    assert len(service.asked) == 3


def test_a_longer_wait_than_is_wanted_is_told_at_once() -> None:
    """Nobody is kept waiting longer than `most_wait_s`; the error says how long it would be."""
    service = Service(problem(429, "too_many_requests", Retry_After="3600"))

    with service.client() as waymark, pytest.raises(TooManyRequestsError) as refused:
        waymark.orders.get("ord_1")

    assert refused.value.retry_after_s == 3_600
    assert len(service.asked) == 1


def test_waits_double_up_to_a_bound_and_differ() -> None:
    """Clients that broke off together do not come back together."""
    retry = Retry(attempts=6, first_wait_s=1, most_wait_s=5)

    whole = [retry.wait_s(attempt, None, 0) for attempt in range(1, 7)]
    half = [retry.wait_s(attempt, None, 1) for attempt in range(1, 7)]

    assert whole == [1, 2, 4, 5, 5, None]
    assert half == [0.5, 1, 2, 2.5, 2.5, None]
    assert retry.wait_s(1, 3.0, 0.7) == 3


def test_the_pace_of_the_key_is_told() -> None:
    """RateLimit and RateLimit-Policy, as of the last answer that had them."""
    policy, left = '"requests";q=3000;w=60', '"requests";r=2987;t=41'
    paced = answer(written(), 201, RateLimit_Policy=policy, RateLimit=left)
    service = Service(paced, answer(written()))

    with service.client() as waymark:
        assert waymark.rate_limit is None
        waymark.orders.place("SO-1")
        waymark.orders.confirm("ord_1")
        assert waymark.rate_limit == RateLimit(2_987, 41, 3_000, 60)


def test_a_body_says_what_is_given_and_nothing_else() -> None:
    """Nothing is sent as null; money is text; a version to hold to is If-Match."""
    service = Service(answer(written(), 201))

    with service.client() as waymark:
        price = Money(amount="39.90", currency="EUR")
        waymark.orders.place("SO-1", lines=[Line(sku="L", title="Lamp", quantity=2, price=price)])
        waymark.orders.record_refund("ord_1", price, contents=[], if_version=7)

    placed, refunded = service.asked
    assert placed.content == (
        b'{"reference":"SO-1","lines":[{"sku":"L","title":"Lamp","quantity":2,'
        b'"price":{"amount":"39.90","currency":"EUR"}}]}'
    )
    assert placed.headers["authorization"] == f"Bearer {KEY}"
    assert (refunded.url.path, refunded.headers["if-match"]) == ("/v1/orders/ord_1/refunds", '"7"')
    assert refunded.content.endswith(b'"contents":[]}')


def test_an_id_is_one_segment_whatever_it_holds() -> None:
    """Nobody leaves the route that a method is for."""
    service = Service(answer(written()))

    with service.client() as waymark:
        waymark.orders.cancel("../keys?x=1#")

        with pytest.raises(ValueError, match="an id cannot be ''"):
            waymark.orders.get("")

    assert service.asked[0].url.raw_path == b"/v1/orders/..%2Fkeys%3Fx%3D1%23/cancel"
