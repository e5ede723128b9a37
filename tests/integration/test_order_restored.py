"""A database of orders that was set back to a dump takes back from the topics what it forgot."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from integration.order_programs import TOPICS, Programs, programs
from integration.order_rig import SHOP, UPS, Api
from integration.order_told import status_of
from kit.broker import Broker
from kit.databases import Databases
from kit.restoring import Dumps
from kit.waiting import eventually
from order.main import MIGRATIONS
from waymark_events.messages import orders
from waymark_events.vocabulary import Milestone
from waymark_runtime.migrations import migrate, role_of

pytestmark = pytest.mark.integration
STATE = {
    "log": "SELECT originator_id, originator_version, topic, state FROM order_events",
    "contacts": "SELECT recipient_id, retailer, version, changed_at, document FROM contact",
    "retailers": "SELECT retailer, version, changed_at, document FROM retailer_setting",
    "keys": "SELECT key_id, retailer, version, changed_at, document FROM issued_key",
    "dues": "SELECT order_id, retailer, due_at FROM completion",
}
CONTACTS = f"retailer.{SHOP}.contacts.v1"
Running = tuple[Programs, Api, Dumps]


@pytest.fixture
def service(broker: Broker, database: Databases) -> Iterator[Running]:
    urls = database("order")
    with programs(broker, urls) as (made, api):
        broker.create_topics(f"retailer.{SHOP}.orders.v1", CONTACTS)
        made.command("retailers-topics", SHOP)
        yield made, api, database.dumps("order", urls)


def test_a_database_that_was_set_back_takes_back_what_was_published(service: Running) -> None:
    """Refused until recovered; then as if it had never been set back. No id has two contents."""
    made, api, dumps = service
    _before(api)
    _is_published(made)
    dump = dumps.take()
    _since(made, api)
    _is_published(made)
    wanted = _state(made)

    dumps.put_in_place(dump)

    assert "waymark recover" in eventually(lambda: _trouble(made.health_port))
    assert "waymark recover" in eventually(lambda: _trouble(made.web_port))
    refused = api.post("/v1/orders", {"reference": "SO-9"})
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
    code, _, why = made.commanded("keys-issue", "--retailer", SHOP, "--scopes", "orders:write")
    assert code == 1
    assert "waymark recover" in why

    report = made.command("recover")

    assert report["orders"] == 3
    assert report["events"] > 8
    assert report["contacts_forgotten"] == 0
    assert _state(made) == wanted
    _goes_on(made, api)
    latest = {one.key: one.value for one in made.broker.consume_all("contact.v1")}
    assert len(latest) == 3
    assert not any(b"bert@" in (one or b"") for one in latest.values())


def test_a_database_that_was_lost_is_made_again(service: Running) -> None:
    """With none left at all, an empty one is filled from the beginning of the topics."""
    made, api, dumps = service
    _before(api)
    _since(made, api)
    _is_published(made)
    wanted = _state(made)

    made.stop("web")
    made.stop("worker")
    dumps.put_in_place(None)
    worker, web = role_of(made.urls.worker), role_of(made.urls.web)
    migrate(made.urls.owner, [MIGRATIONS], worker_role=worker, web_role=web)
    made.command("recover")

    assert _state(made) == wanted
    made.start("worker", "web")
    _goes_on(made, api)


def test_nothing_is_taken_back_where_nothing_is_missing(service: Running) -> None:
    """A dump that lost nothing, put in place under running programs, is taken as it is."""
    made, api, dumps = service
    _before(api)
    _is_published(made)
    wanted = _state(made)

    dumps.put_in_place(dumps.take())

    eventually(lambda: _is_ready(made.web_port))
    assert made.command("recover")["events"] == 0
    assert _state(made) == wanted
    _goes_on(made, api)


def _before(api: Api) -> None:
    """Two people order; one parcel is booked."""
    anna = {"reference": "anna", "name": "Anna", "email": "anna@example.com"}
    bert = {"reference": "bert", "name": "Bert", "email": "bert@example.com"}
    first = api.placed("SO-1", recipient=anna)
    api.placed("SO-2", recipient=bert)
    api.post(f"/v1/orders/{first['id']}/confirm")


def _since(made: Programs, api: Api) -> None:
    """Every kind of thing that is kept changes: orders, contacts, an erasure, retailers, keys."""
    booked = api.post("/v1/shipments", {"number": UPS, "reference": "SO-1"})
    assert booked.status_code == 201, booked.text
    document = booked.json()
    third = api.placed("SO-3", recipient={"reference": "carla", "email": "carla@example.com"})
    assert api.post(f"/v1/orders/{third['id']}/cancel").status_code == 200
    api.placed("SO-4", recipient={"reference": "anna", "email": "anna@elsewhere.example"})
    made.tell("shipment.status.v1", status_of(document, Milestone.ACCEPTED, 3))
    made.tell("shipment.status.v1", status_of(document, Milestone.DELIVERED, 4))
    eventually(lambda: _moved(made) == 2)
    headers = [("ce_id", b"forget-bert"), ("ce_type", b"contact.set.v1")]
    made.broker.send(CONTACTS, b"bert", None, headers)
    eventually(lambda: not any(b"bert@" in one[4] for one in _state(made)["contacts"]))
    made.command("retailers-add", "--id", SHOP, "--name", "Nordlicht & Co", "--carriers", "ups")
    issued = made.command("keys-issue", "--retailer", SHOP, "--scopes", "orders:read")
    made.command("keys-revoke", "--key", issued["key_id"])


def _goes_on(made: Programs, api: Api) -> None:
    """Ready, it takes what comes; of everything published one id has one content."""
    eventually(lambda: _is_ready(made.web_port) and _is_ready(made.health_port))
    api.placed("SO-10", recipient={"reference": "anna", "email": "anna@other.example"})
    _is_published(made)
    contents: dict[tuple[str, bytes], set[Any]] = defaultdict(set)
    for topic in TOPICS:
        for one in made.broker.consume_all(topic):
            name = dict(one.headers).get("ce_id")
            if name is not None:
                contents[topic, name].add((one.key, one.value, tuple(one.headers)))
    assert contents
    assert {len(found) for found in contents.values()} == {1}


def _moved(made: Programs) -> int:
    heard = {one.id: one.body for one in made.heard("order.events.v1")}
    return sum(isinstance(body, orders.OrderParcelMoved) for body in heard.values())


def _is_published(made: Programs) -> None:
    """The relay has published all of the log."""
    query = (
        "SELECT max(notification_id) = (SELECT published FROM relay_position"
        " WHERE relay = 'order') FROM order_events"
    )
    with psycopg.connect(made.urls.worker, autocommit=True) as worker:
        eventually(lambda: _one(worker, query), within_s=30)


def _one(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()
    return row and row[0]


def _state(made: Programs) -> dict[str, list[tuple[Any, ...]]]:
    with psycopg.connect(made.urls.worker) as worker:
        return {name: sorted(worker.execute(query)) for name, query in STATE.items()}


def _trouble(port: int) -> str:
    """What `/ready` says of a database that was set back; empty until it says so."""
    with contextlib.suppress(httpx.HTTPError):
        answer = httpx.get(f"http://127.0.0.1:{port}/ready", trust_env=False)
        return answer.text if "was set back" in answer.text else ""
    return ""


def _is_ready(port: int) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"http://127.0.0.1:{port}/ready", trust_env=False).status_code == 200
    return False
