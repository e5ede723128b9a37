"""The read API over a running worker and web: what was published is what is read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from integration.projection_records import (
    NOON,
    NUMBER,
    OTHER,
    booked,
    leg,
    order_of,
    placed,
    scanned,
    shipment_of,
)
from integration.projection_service import Running, service
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_events.ids import public
from waymark_runtime.keys import ApiKey

pytestmark = pytest.mark.integration
SHIPMENT = public("shp", shipment_of())
ORDER = public("ord", order_of())
STREAM = "shipment.events.v1"


@pytest.fixture
def running(broker: Broker, database: Databases, tmp_path: Path) -> Iterator[Running]:
    with service(broker, database, tmp_path) as started:
        yield started


@pytest.fixture
def key(running: Running) -> ApiKey:
    return running.add_retailer()


def test_the_read_api(running: Running, key: ApiKey) -> None:
    """Order and shipment by id, list and timeline; with ETag, as_of, min_version and problems."""
    running.tell(STREAM, booked(), scanned(1, "accepted"), scanned(5))
    running.tell("order.events.v1", placed(leg()))
    reads_a_shipment(running, key)
    with waits_for_what_does_not_come(running, key):
        reads_an_order(running, key)
        reads_lists(running, key)
        reads_the_past(running, key)
        answers_as_described(running, key)
        refuses(running, key)


def reads_a_shipment(running: Running, key: ApiKey) -> None:
    path = f"/v1/shipments/{SHIPMENT}"
    eventually(lambda: running.get(path, key).json().get("version") == 3)
    answer = running.get(f"{path}?min_version={ORDER}:2", key)
    assert answer.json()["status"]["milestone"] == "in_transit"
    assert answer.json()["order_versions"] == {ORDER: 2}

    again = running.get(path, key, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@contextmanager
def waits_for_what_does_not_come(running: Running, key: ApiKey) -> Iterator[None]:
    """For some seconds, and no other question waits with it."""
    path = f"/v1/shipments/{SHIPMENT}?min_version={ORDER}:3"
    with ThreadPoolExecutor(1) as aside:
        waiting = aside.submit(running.get, path, key)
        yield
    late = waiting.result()
    assert (late.status_code, late.headers["retry-after"]) == (503, "1")
    assert late.json()["code"] == "not_yet"


def reads_an_order(running: Running, key: ApiKey) -> None:
    path = f"/v1/orders/{ORDER}"
    answer = running.get(f"{path}?min_version=2", key)
    parcel = answer.json()["parcels"][0]
    assert parcel["status"]["milestone"] == "in_transit"
    assert parcel["legs"][0]["id"] == SHIPMENT
    again = running.get(path, key, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304

    running.tell(STREAM, scanned(6, "out_for_delivery"))
    eventually(lambda: running.get(path, key).headers["etag"] != answer.headers["etag"])


def reads_lists(running: Running, key: ApiKey) -> None:
    running.tell(STREAM, booked(number="1ZK7R24W0310048720", reference="SO-2"))
    path = "/v1/shipments"
    eventually(lambda: len(running.get(path, key).json()["items"]) == 2)
    first = running.get(f"{path}?limit=1", key).json()
    second = running.get(f"{path}?limit=1&cursor={first['next']}", key).json()
    assert [page["items"][0]["number"] for page in (first, second)] == [
        "1ZK7R24W0310048720",
        NUMBER,
    ]
    assert second["next"] is None
    for query in (f"number={NUMBER}&carrier=ups", "milestone=out_for_delivery", "reference=SO-1"):
        assert [one["id"] for one in running.get(f"{path}?{query}", key).json()["items"]] == [
            SHIPMENT
        ]
    assert running.get(f"{path}?flag=late", key).json()["items"] == []
    found = running.get("/v1/orders?reference=SO-1&state=confirmed", key).json()["items"]
    assert [one["id"] for one in found] == [ORDER]


def reads_the_past(running: Running, key: ApiKey) -> None:
    timeline = running.get(f"/v1/shipments/{SHIPMENT}/timeline", key).json()
    kinds = [entry["kind"] for entry in timeline["journeys"][0]["entries"]]
    assert kinds == ["event", "event", "event", "booking"]
    before = (NOON - timedelta(days=400)).isoformat().replace("+00:00", "Z")
    nothing = running.get(f"/v1/shipments/{SHIPMENT}?as_of={before}", key)
    assert (nothing.status_code, nothing.json()["code"]) == (404, "not_known_yet")
    now = running.get(f"/v1/shipments/{SHIPMENT}?as_of=2999-01-01T00:00:00Z", key).json()
    assert (now["version"], now["status"]["milestone"]) == (4, "out_for_delivery")


def answers_as_described(running: Running, key: ApiKey) -> None:
    described = running.get("/v1/openapi/reads.json").json()
    shipment, now = f"/v1/shipments/{SHIPMENT}", "as_of=2999-01-01T00:00:00Z"
    answered = {
        "ShipmentPage": "/v1/shipments",
        "ShipmentResource": shipment,
        "PastShipment": f"{shipment}?{now}",
        "Timeline": f"{shipment}/timeline",
        "OrderPage": "/v1/orders",
        "OrderResource": f"/v1/orders/{ORDER}",
        "PastOrder": f"/v1/orders/{ORDER}?{now}",
        "ProblemDetails": "/v1/orders?limit=0",
    }
    for name, path in answered.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        jsonschema.validate(running.get(path, key).json(), schema)


def refuses(running: Running, key: ApiKey) -> None:
    unknown = public("shp", shipment_of(OTHER))
    wrong = {
        f"/v1/shipments/{unknown}": (404, "not_found"),
        "/v1/shipments/nonsense": (404, "not_found"),
        "/v1/shipments?milestones=delivered": (422, "invalid"),
        "/v1/shipments?milestone=deliverd": (422, "invalid"),
        "/v1/shipments?flag=Late": (422, "invalid"),
        "/v1/orders?limit=1&limit=2": (422, "invalid"),
        "/v1/shipments?limit=0": (422, "invalid"),
        "/v1/shipments?cursor=%FF": (422, "invalid"),
        f"/v1/shipments/{SHIPMENT}?as_of=yesterday": (422, "invalid"),
        f"/v1/shipments/{SHIPMENT}?min_version=3": (422, "invalid"),
        f"/v1/orders/{ORDER}?at=2026-03-12T12:00:00Z&shown_at=2026-03-12T12:00:00Z": (
            422,
            "invalid",
        ),
        f"/v1/orders/{ORDER}?min_version=x": (422, "invalid"),
    }
    for path, expected in wrong.items():
        answer = running.get(path, key)
        assert (answer.status_code, answer.json()["code"]) == expected, path
        assert answer.headers["content-type"] == "application/problem+json"
    assert running.get("/v1/shipments").status_code == 401
    assert NUMBER not in running.log.read_text()
    assert SHIPMENT not in running.log.read_text()
