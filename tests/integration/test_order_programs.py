"""The order service as it runs: what is answered reaches the topics, what is heard moves orders."""

import signal
from collections.abc import Iterator
from typing import Any

import pytest
from integration.order_programs import CONTACT_KEY, Programs, programs
from integration.order_rig import SHOP, UPS, Api
from integration.order_told import NOW, status_of
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_events.codec import envelope
from waymark_events.contact_keys import Typed, contact_digest
from waymark_events.ids import parse_public
from waymark_events.messages import orders, people, retailers, shipments
from waymark_events.topics import Service
from waymark_events.vocabulary import Milestone

pytestmark = pytest.mark.integration
Running = tuple[Programs, Api]


@pytest.fixture
def service(broker: Broker, database: Databases) -> Iterator[Running]:
    with programs(broker, database("order")) as running:
        yield running


def test_what_is_answered_is_told_and_what_is_heard_moves_on(service: Running) -> None:
    """Tracked by one call: told to all who must know; delivered by a status; completed by time."""
    programs, api = service
    person = {"name": "Anna Weiß", "email": "anna@example.com", "postcode": "10115"}
    document = api.post("/v1/shipments", {"number": UPS, **person}).json()

    told = eventually(lambda: _bodies(programs, "shipment.events.v1"))
    assert [type(body) for body in told] == [shipments.ShipmentBooked]
    said = [type(body) for body in _bodies(programs, "order.events.v1")]
    assert {orders.OrderPlaced, orders.OrderParcelBooked, people.ContactChanged} <= set(said)
    assert {retailers.RetailerChanged, retailers.KeyChanged} <= set(said)
    (contact,) = _bodies(programs, "contact.v1")
    (keys,) = _bodies(programs, "contact.keys.v1")
    assert contact.email == "anna@example.com"
    postcode = contact_digest(bytes.fromhex(CONTACT_KEY), SHOP, Typed.POSTCODE, "10 115")
    assert keys.postcode == postcode

    programs.tell("shipment.status.v1", status_of(document, Milestone.ACCEPTED, 3))
    programs.tell("shipment.status.v1", status_of(document, Milestone.IN_TRANSIT, 4))
    programs.tell("shipment.status.v1", status_of(document, Milestone.DELIVERED, 5))
    eventually(lambda: _state(programs, document) == "completed")

    moved = [b for b in _bodies(programs, "order.events.v1") if type(b) is orders.OrderParcelMoved]
    assert [(one.milestone, one.status_version) for one in moved] == [
        (Milestone.ACCEPTED, 3),
        (Milestone.DELIVERED, 5),
    ]
    _no_personal_data_for_ever(programs)


def test_a_killed_worker_repeats_and_never_skips(service: Running) -> None:
    """Killed while orders come in and started again: every fact told, first told in order."""
    programs, api = service
    first = [_placed(api, number) for number in range(10)]
    programs.stop("worker", signal.SIGKILL)
    second = [_placed(api, number) for number in range(10, 20)]
    programs.start("worker")

    wanted = {f"{parse_public('ord', one['id'])}:{n}:0" for one in first + second for n in (1, 2)}

    def all_told() -> bool:
        return wanted <= {one.id for one in programs.heard("order.events.v1")}

    eventually(all_told, within_s=30)
    heard = list(dict.fromkeys(one.id for one in programs.heard("order.events.v1")))
    for one in first + second:
        order = parse_public("ord", one["id"])
        assert [i for i in heard if i.startswith(f"{order}:")] == [f"{order}:1:0", f"{order}:2:0"]


def test_what_nobody_can_read_is_parked_and_the_rest_goes_on(service: Running) -> None:
    """Bad bytes, a null value, a null header, a wrong key: parked with a reason, none stuck."""
    programs, api = service
    document = api.post("/v1/shipments", {"number": UPS}).json()
    good = status_of(document, Milestone.DELIVERED, 3)
    key = good.subject.encode()
    topic = "shipment.status.v1"
    headers = [
        ("ce_id", b"x"),
        ("ce_type", b"shipment.status_changed.v1"),
        ("ce_source", b"/waymark/projection"),
        ("ce_time", b"2026-03-02T09:00:00Z"),
    ]
    programs.broker.send(topic, key, b"{", headers)
    programs.broker.send(topic, key, None, headers)
    programs.broker.send(topic, key, b"{}", [*headers, ("traceparent", None)])
    unknown = [(name, b"shipment.sung.v1" if name == "ce_type" else raw) for name, raw in headers]
    programs.broker.send(topic, key, b"{}", unknown)
    stranger = envelope(Service.PROJECTION, "y", NOW, "another-key", good.body)
    programs.tell(topic, stranger)
    programs.tell(topic, good)

    eventually(lambda: _state(programs, document) in ("delivered", "completed"), within_s=30)
    wanted = ["bad_value", "null_header", "null_value", "wrong_key"]
    eventually(lambda: programs.parked() == wanted)


def _placed(api: Api, number: int) -> dict[str, Any]:
    placed = api.placed(f"SO-{number}")
    api.post(f"/v1/orders/{placed['id']}/confirm")
    return placed


def _bodies(programs: Programs, topic: str) -> list[Any]:
    return [one.body for one in programs.heard(topic)]


def _state(programs: Programs, document: dict[str, Any]) -> str:
    order = document["order"]["order_id"]
    events = [b for b in _bodies(programs, "order.events.v1") if isinstance(b, orders.OrderEvent)]
    ours = [event.order for event in events if event.order.order_id == order]
    return max(ours, key=lambda one: one.version).state if ours else "untold"


def _no_personal_data_for_ever(programs: Programs) -> None:
    for topic in ("order.events.v1", "shipment.events.v1", "contact.keys.v1"):
        for record in programs.broker.consume_all(topic):
            for personal in (b"anna@", b"Wei", b"10115"):
                assert personal not in (record.value or b""), topic
