"""What callers get who may not, or who ask nonsense: on every route of the projection."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from integration.projection_listening import listening
from integration.projection_records import (
    NUMBER,
    OTHER,
    SHOP,
    booked,
    leg,
    order_of,
    placed,
    scanned,
    shipment_of,
)
from integration.projection_service import Running, page_token, service
from integration.runtime_consuming import settings_of
from integration.strangers import is_shut, sees_nothing
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from projection.api.application import make_web
from projection.app.board import Board
from projection.inbox.hints import Hints
from projection.settings import Settings
from waymark_events.ids import RetailerId, public
from waymark_runtime.keys import ApiKey
from waymark_runtime.postgres import make_pool
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
STREAM = "shipment.events.v1"
SECOND = "1ZK7R24W0310048720"
OWN = {"shp": public("shp", shipment_of()), "ord": public("ord", order_of())}
ORDER = f"/v1/orders/{OWN['ord']}"
BY_TOKEN = {"/t/static/{name}", "/t/{token}", "/t/{token}/events", "/track"}
OF_EVERYONE = {"/live", "/ready", "/metrics"}
DESCRIBED = {"/v1/openapi/reads.json", "/v1/docs", "/v1/docs/static/{name}"}
NOBODYS = "0" * 8 + "-0000-5000-8000-" + "0" * 12
NONE = {prefix: public(prefix, NOBODYS) for prefix in OWN}
WRITER = RetailerId("westwind")


@pytest.fixture
def running(broker: Broker, database: Databases, tmp_path: Path) -> Iterator[Running]:
    with service(broker, database, tmp_path) as started:
        yield started


def test_what_strangers_get(running: Running, broker: Broker) -> None:
    """One retailer's key opens nothing of another's; without one nothing opens; nonsense is told.

    The routes are those of the application itself, so that a new one is described, and so probed,
    or named here.
    """
    description = running.get("/v1/openapi/reads.json").json()
    assert routes(broker) == set(description["paths"]) | BY_TOKEN | OF_EVERYONE | DESCRIBED
    shop, other = running.add_retailer(), running.add_retailer(OTHER)
    running.tell(STREAM, booked(), scanned(1, "accepted"), booked(SECOND))
    running.tell(STREAM, booked(retailer=OTHER))
    running.tell("order.events.v1", placed(leg()), placed(leg(retailer=OTHER), retailer=OTHER))
    eventually(lambda: running.get(ORDER, shop).status_code == 200)
    eventually(lambda: len(listed(running, "/v1/shipments", shop)) == 2)
    eventually(lambda: running.get("/v1/orders", other).json().get("items"))

    sees_its_own_only(running, shop, other)
    hears_its_own_only(running, other)
    writer = running.add_retailer(WRITER, scopes=("orders:write",))
    with httpx.Client(base_url=running.url, timeout=20, trust_env=False) as client:
        sees_nothing(client, other.text, description, OWN, NONE)
        is_shut(client, description, OWN, writer.text)
    tells_what_is_wrong(running, shop)
    opens_no_page(running)
    assert "Traceback" not in running.log.read_text()


def routes(broker: Broker) -> set[str]:
    nowhere = "postgresql://w@h/d"
    urls = DatabaseUrls(nowhere, nowhere, nowhere, nowhere)
    settings = Settings(**settings_of(broker, urls).model_dump())
    board = Board()
    pool = make_pool(nowhere, name="none")
    app = make_web(settings, pool, board, Hints(settings, board), "changes")
    return {getattr(route, "path", "?") for route in app.routes}


def listed(running: Running, path: str, key: ApiKey) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = running.get(path, key).json().get("items", [])
    return items


def sees_its_own_only(running: Running, shop: ApiKey, other: ApiKey) -> None:
    lists = ("/v1/shipments", "/v1/orders")
    theirs = {one["id"] for path in lists for one in listed(running, path, other)}
    assert theirs == {public("shp", shipment_of(OTHER)), public("ord", order_of(OTHER))}
    for query in (f"number={SECOND}", "milestone=accepted"):
        assert listed(running, f"/v1/shipments?{query}", other) == []
        assert len(listed(running, f"/v1/shipments?{query}", shop)) == 1


def hears_its_own_only(running: Running, other: ApiKey) -> None:
    with listening(f"{running.url}/v1/stream", authorization=f"Bearer {other.text}") as heard:
        running.tell(STREAM, scanned(2), scanned(2, retailer=OTHER))
        assert public("shp", shipment_of(OTHER)) in heard.get(timeout=15)["data"]
        assert heard.empty()


def tells_what_is_wrong(running: Running, shop: ApiKey) -> None:
    for path in ("/v1/shipments?number=%00", "/v1/orders?reference=a%00", "/v1/orders?limit=x"):
        answer = running.get(path, shop)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), path
    for written in (NUMBER.lower(), "1Z K7R 24W 03 1004 8711", NUMBER):
        found = running.get("/v1/shipments", shop, params={"number": written}).json()["items"]
        assert [one["number"] for one in found] == [NUMBER], written


def opens_no_page(running: Running) -> None:
    """A number of one retailer is unknown at the other; a form that is none is a miss."""
    forms = (
        f"retailer={OTHER}&number={SECOND}".encode(),
        b"retailer=%00&number=1",
        f"retailer={SHOP}&number=%00".encode(),
        b"\xff\xff",
    )
    assert [tracked(running, form).status_code for form in forms] == [404] * 4
    large = tracked(running, b"x" * 2_000_000)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    assert running.get(f"/t/{page_token(reference='SO-2')}").status_code == 404


def tracked(running: Running, form: bytes) -> httpx.Response:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return httpx.post(
        f"{running.url}/track", content=form, headers=headers, timeout=10, trust_env=False
    )
