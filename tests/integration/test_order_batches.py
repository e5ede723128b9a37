"""Many orders or parcels at once: each has a result of its own, and a repeat changes nothing."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import psycopg
import pytest
from integration.order_rig import UPS, Api, api_on
from kit.databases import Databases
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
LAMP = {"sku": "LAMP", "title": "Lamp", "quantity": 2}


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    return database("order")


@pytest.fixture
def api(urls: DatabaseUrls) -> Iterator[Api]:
    with api_on(urls) as made:
        yield made


def order(reference: str, **more: Any) -> dict[str, Any]:
    return {"reference": reference, "lines": [LAMP], **more}


def facts(urls: DatabaseUrls) -> int:
    with psycopg.connect(urls.owner) as owner:
        row = owner.execute("SELECT count(*) FROM order_events").fetchone()
    return 0 if row is None else int(row[0])


def test_a_batch_of_orders(api: Api, urls: DatabaseUrls) -> None:
    """One bad item fails alone; the rest is done in one transaction, and done once."""
    anna = {"reference": "anna", "email": "anna@example.com"}
    items: list[Any] = [
        order("B-1", recipient=anna),
        order("B-2", recipient=anna | {"phone": "+49 30 1"}, notify=True),
        order("B-3", lines=[LAMP | {"quantity": -1}]),
        order("B-1"),
        order("B-2", lines=[LAMP | {"quantity": 3}]),
        "no order at all",
        order("B-4", destination={"country": "US"}),
    ]

    answer = api.post("/v1/orders:batch", {"items": items})

    document = answer.json()
    assert answer.status_code == 200, answer.text
    results = document["items"]
    assert [one["index"] for one in results] == list(range(7))
    assert [one["status"] for one in results] == [201, 201, 422, 200, 409, 422, 422]
    codes = [one["problem"]["code"] for one in results if "problem" in one]
    assert codes == ["invalid", "order_exists", "invalid", "zone_needed"]
    assert results[2]["problem"]["errors"][0]["field"] == "lines.0.quantity"
    assert [document[name] for name in ("made", "unchanged", "refused")] == [2, 1, 4]
    assert results[0]["tracking_url"].startswith("http://shop.test/t/")
    repeats_change_nothing(api, urls, items)
    first, second = (api.post(f"/v1/orders/{one['id']}/confirm").json() for one in results[:2])
    assert [first["order"].get("notify"), second["order"].get("notify")] == [False, None]
    contact = first["recipients"][0]["contact"]
    assert (contact["email"], contact["phone"]) == ("anna@example.com", "+49 30 1")
    api.post(f"/v1/orders/{results[0]['id']}/amend", {"lines": [LAMP | {"quantity": 5}]})
    again = api.post("/v1/orders:batch", {"items": items[:1]}).json()["items"][0]
    assert (again["status"], again["version"]) == (200, 3)


def repeats_change_nothing(api: Api, urls: DatabaseUrls, items: list[Any]) -> None:
    before = facts(urls)
    loud = {"items": items[:1], "notify": True}
    keyed: list[Any] = [
        api.post("/v1/orders:batch", {"items": [order("B-9")]}, Idempotency_Key="k")
        for _ in range(2)
    ]
    other = api.post("/v1/orders:batch", {"items": [order("B-8")]}, Idempotency_Key="k")

    again = api.post("/v1/orders:batch", {"items": items}).json()["items"]

    assert [one["status"] for one in again] == [200, 200, 422, 200, 409, 422, 422]
    assert [one.json()["made"] for one in keyed] == [1, 1]
    assert keyed[0].content == keyed[1].content
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert facts(urls) == before + 2
    told = api.post("/v1/orders:batch", loud).json()["items"][0]
    assert (told["status"], told["problem"]["code"]) == (409, "order_exists")
    assert "notify" in told["problem"]["detail"]


def test_batches_at_once_make_each_order_once(api: Api) -> None:
    """Whoever is overtaken reads and decides again: what one made is there for the others."""
    body = {"items": [order(f"B-{n}") for n in range(50)]}
    answers: list[dict[str, int]] = []

    def call() -> None:
        answers.append(api.post("/v1/orders:batch", body).json())

    callers = [Thread(target=call) for _ in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert sorted(one["made"] for one in answers) == [0, 0, 50]
    assert sorted(one["unchanged"] for one in answers) == [0, 50, 50]


def test_a_batch_of_parcels(api: Api) -> None:
    """Two parcels of one order, one of an order that was placed before, one mistyped number."""
    wrong: tuple[Any, ...] = ({"items": []}, {"items": [{}] * 501}, {"items": 3}, [], {})
    for body in wrong:
        refused = api.post("/v1/shipments:batch", body)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), body
    placed = api.placed("B-1")
    numbers = [UPS, "1ZWMK42E0300000017", "1ZK7R24W0310048711", "1ZWMK42E0300000009"]
    items = [
        {"number": number, "reference": reference}
        for number, reference in zip(numbers, ("B-2", "B-2", "B-1", "B-3"), strict=True)
    ]

    answers = [api.post("/v1/shipments:batch", {"items": items}).json() for _ in range(2)]

    first, again = ([one["status"] for one in answer["items"]] for answer in answers)
    assert (first, again) == ([201, 201, 201, 422], [200, 200, 200, 422])
    assert len({one["shipment_id"] for one in answers[0]["items"][:3]}) == 3
    assert [one["version"] for one in answers[1]["items"][:3]] == [3, 3, 2]
    document = api.post(f"/v1/orders/{placed['id']}/confirm").json()["order"]
    assert "notify" not in document
    assert document["parcels"][0]["notify"] is False
