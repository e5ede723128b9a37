"""Webhooks are part of the contract: golden bytes, described, and grown only."""

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
from standardwebhooks import Webhook
from waymark_events.asyncapi.webhooks import envelope_schema
from waymark_events.webhooks import RETAILER_TYPES, TEST_TYPE
from waymark_tools.contract.baseline import today
from waymark_tools.contract.breaking import breaks
from waymark_tools.contract.publishing import EVENTS, webhooks

GOLDEN = {path.stem: json.loads(path.read_text()) for path in EVENTS.glob("golden/webhooks/*.json")}
PINNED = {
    "shipment.status_changed.v1",
    "order.placed.v1",
    "notification.sent.v1",
    "webhook.endpoint_disabled.v1",
    TEST_TYPE,
}


def test_the_golden_webhooks_are_still_sent_so() -> None:
    """Byte for byte: whoever checked one can check all that come."""
    made = webhooks()

    assert set(GOLDEN) == PINNED
    assert {kind: made[kind] for kind in PINNED} == GOLDEN
    assert set(made) == {*RETAILER_TYPES, TEST_TYPE}


@pytest.mark.parametrize("kind", sorted(PINNED))
def test_a_golden_webhook_is_signed_as_the_standard_says(kind: str) -> None:
    """The standard's own library signs it alike, at its time."""
    secret, headers, body = (GOLDEN[kind][part] for part in ("secret", "headers", "body"))
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)

    assert Webhook(secret).sign(headers["webhook-id"], at, body) == headers["webhook-signature"]


def test_the_data_is_the_message_of_our_own_topic_byte_for_byte() -> None:
    """The same event on every way: id, type, time and body."""
    for kind in RETAILER_TYPES:
        record = json.loads((EVENTS / "golden" / f"{kind}.json").read_text())
        body = webhooks()[kind]["body"]
        read = json.loads(body)

        assert body.endswith(f'"data":{record["value"]}}}')
        assert [read[name] for name in ("id", "type", "timestamp")] == [
            record["headers"][f"ce_{name}"] for name in ("id", "type", "time")
        ]


@pytest.mark.parametrize("kind", [*RETAILER_TYPES, TEST_TYPE])
def test_a_webhook_is_as_the_document_describes_it(kind: str) -> None:
    """Headers, the object around the data, and the data by its published schema."""
    document = json.loads((EVENTS / "asyncapi.json").read_text())
    message = document["components"]["messages"][f"{kind}.webhook"]
    (example,) = message["examples"]
    _, own = message["payload"]["allOf"]
    data = own["properties"]["data"]
    if "$ref" in data:
        data = json.loads((EVENTS / data["$ref"]).read_text())

    jsonschema.validate(example["payload"], document["components"]["schemas"]["webhook"])
    jsonschema.validate(example["payload"]["data"], data)
    jsonschema.validate(example["headers"], document["components"]["schemas"]["webhookHeaders"])
    assert own["properties"]["type"] == {"const": kind} == {"const": example["payload"]["type"]}


def contract(**changed: Any) -> dict[str, Any]:
    """Today's, with other fields or types of the webhook."""
    envelope = json.loads(json.dumps(envelope_schema()))
    for name, field in changed.items():
        if field is None:
            del envelope["properties"][name]
            envelope["required"].remove(name)
        else:
            envelope["properties"][name] = field
    return today() | {"webhook": today()["webhook"] | {"envelope": envelope}}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"sequence": None}, "webhook: field `sequence` was removed or renamed"),
        ({"timestamp": {"type": "number"}}, "webhook: field `timestamp` has another type"),
        ({"data": {"type": "string"}}, "webhook: field `data` has another type"),
    ],
)
def test_the_gate_refuses_another_object_around_the_data(
    changed: dict[str, Any], sentence: str
) -> None:
    """Who reads webhooks of the last release goes on reading them."""
    (found,) = breaks(today(), contract(**changed))

    assert found.startswith(sentence)


def test_the_gate_refuses_to_lose_a_type_and_lets_fields_be_added() -> None:
    """And a release from before there were webhooks promised nothing of them."""
    fewer = today() | {"webhook": today()["webhook"] | {"types": [TEST_TYPE]}}
    before = {name: part for name, part in today().items() if name != "webhook"}

    assert len(breaks(today(), fewer)) == len(RETAILER_TYPES)
    assert breaks(today(), contract(more={"type": "string", "default": ""})) == []
    assert breaks(before, today()) == []
