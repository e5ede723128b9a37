"""The AsyncAPI document is current, is AsyncAPI, and says what lies on the topics."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from waymark_events.asyncapi import document
from waymark_events.registry import TYPES
from waymark_events.topics import TOPICS, Service, read_by
from waymark_runtime.outgoing import dead_letter
from waymark_runtime.records import Arrived
from waymark_tools.contract.publishing import EVENTS, golden, webhooks

OFFICIAL = Path(__file__).parent / "asyncapi" / "3.0.0.json"
OF_RETAILERS: dict[Service, set[str]] = {
    Service.ORDER: {"order.receive.retailer.orders.v1", "order.receive.retailer.contacts.v1"},
    Service.CARRIER_INGEST: set(),
    Service.PROJECTION: set(),
    Service.NOTIFIER: {"notifier.send.retailer.events.v1"},
}
COMMITTED: dict[str, Any] = json.loads((EVENTS / "asyncapi.json").read_text())


def resolved(node: Any) -> Any:
    """The node with every reference replaced, inside the document and to the schemas beside it."""
    if isinstance(node, list):
        return [resolved(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and not node["$ref"].startswith("#"):
        return json.loads((EVENTS / node["$ref"]).read_text())
    return (
        resolved(at(node["$ref"])) if "$ref" in node else {k: resolved(v) for k, v in node.items()}
    )


def at(reference: str) -> Any:
    found: Any = COMMITTED
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_the_committed_document_is_current() -> None:
    """`make contract` was run after the last change of a topic, a message or an example."""
    assert document(golden(), webhooks()) == COMMITTED


def test_it_satisfies_the_official_schema() -> None:
    """Whatever reads AsyncAPI 3.0 reads ours."""
    official = json.loads(OFFICIAL.read_text())

    assert list(jsonschema.Draft7Validator(official).iter_errors(COMMITTED)) == []


@pytest.mark.parametrize(
    ("place", "broken"),
    [
        ("channels key.v1 bindings kafka partitions", "12"),
        ("channels key.v1 bindings kafka topicConfiguration cleanup.policy", "compact"),
        ("operations order.send.key.v1 action", "publish"),
        ("components messages key.set.v1 headers", "none"),
        ("components messages key.set.v1 payload type", "text"),
        ("components messages key.set.v1 examples", {}),
    ],
)
def test_the_official_schema_refuses_what_is_no_asyncapi(place: str, broken: Any) -> None:
    """The check above looks into bindings, operations and messages too."""
    spoilt = json.loads(json.dumps(COMMITTED))
    *way, last = place.split()
    inner = spoilt
    for step in way:
        inner = inner[step]
    inner[last] = broken

    assert not jsonschema.Draft7Validator(json.loads(OFFICIAL.read_text())).is_valid(spoilt)


def test_every_reference_leads_somewhere_and_operations_name_messages_of_their_channel() -> None:
    """The rules that a JSON Schema cannot say."""
    assert resolved(COMMITTED)["components"]["messages"].keys() >= TYPES.keys()
    for operation in COMMITTED["operations"].values():
        channel = operation["channel"]["$ref"]
        for message in operation["messages"]:
            assert message["$ref"].startswith(f"{channel}/messages/")


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_an_example_satisfies_its_message(kind: str) -> None:
    """Headers and value of the golden example are as the document says, and no header is unsaid."""
    message = resolved(at(f"#/components/messages/{kind}"))
    (example,) = message["examples"]

    jsonschema.validate(example["headers"], message["headers"])
    jsonschema.validate(example["payload"], message["payload"])
    said = [name for part in message["headers"]["allOf"] for name in part["properties"]]
    assert set(example["headers"]) <= set(said)


def test_a_parked_record_has_the_headers_that_are_said() -> None:
    """Who looks into dead letters finds there what the document names."""
    record = Arrived(
        topic="t",
        partition=1,
        offset=2,
        key=b"k",
        value=b"v",
        headers=(),
        appended_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    parked = dead_letter("order", record, "bad_value", "the value does not fit")

    headers = {name: (raw or b"").decode() for name, raw in parked.headers}
    said = at("#/components/messages/record.parked")["headers"]
    jsonschema.validate(headers, said)
    assert set(headers) == set(said["properties"])


@pytest.mark.parametrize("service", Service)
def test_a_service_receives_and_sends_as_declared(service: Service) -> None:
    """Two operations at most for a service and a topic, and none that is not declared."""
    operations = COMMITTED["operations"]
    received = {topic.name for topic in read_by(service)}
    sent = {name for name, topic in TOPICS.items() if service in topic.writers.values()}
    sent.add(f"{service}.dead-letters.v1")

    named = {f"{service}.receive.{name}" for name in received}
    named |= {f"{service}.send.{name}" for name in sent} | OF_RETAILERS[service]
    assert {name for name in operations if name.startswith(f"{service}.")} == named


def test_a_retailer_sends_what_it_asks_and_receives_what_it_hears() -> None:
    """Its channels are described once, with its id as the address's parameter."""
    operations = {
        name: [message["$ref"].rpartition("/")[2] for message in one["messages"]]
        for name, one in COMMITTED["operations"].items()
        if name.startswith("retailer.")
    }

    assert operations.keys() == {
        "retailer.send.retailer.orders.v1",
        "retailer.send.retailer.contacts.v1",
        "retailer.receive.retailer.events.v1",
    }
    assert operations["retailer.send.retailer.contacts.v1"] == ["contact.put.v1"]
    heard = operations["retailer.receive.retailer.events.v1"]
    assert {"intake.refused.v1", "shipment.status_changed.v1", "notification.sent.v1"} <= set(heard)
    assert not {kind for kind in heard if kind.startswith(("contact.", "key.", "retailer."))}
    channel = COMMITTED["channels"]["retailer.events.v1"]
    assert channel["address"] == "retailer.{retailer}.events.v1"
    assert channel["parameters"].keys() == {"retailer"}
