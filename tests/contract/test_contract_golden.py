"""Old bytes decode for ever, and what is published about the contract is current."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from waymark_events.codec import Envelope, decode, encode
from waymark_events.registry import TYPES
from waymark_events.schemas import schemas
from waymark_events.topics import RETAILER_TOPICS, TOPICS

EVENTS = Path(__file__).parents[2] / "libs" / "events"
GOLDEN = EVENTS / "golden"
RAW = "carrier.payload_received.v1"


def golden(message_type: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((GOLDEN / f"{message_type}.json").read_text())
    return document


def test_every_type_has_a_golden_example_and_no_example_is_without_a_type() -> None:
    """A type that is not pinned could change its meaning unseen."""
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(TYPES)


@pytest.mark.parametrize("message_type", sorted(TYPES))
def test_golden_bytes_decode_and_encode_to_themselves(message_type: str) -> None:
    """The bytes of a year ago still mean what they meant, byte for byte."""
    record = golden(message_type)
    headers = tuple((name, text.encode()) for name, text in record["headers"].items())

    message = decode(record["key"].encode(), record["value"].encode(), headers)

    assert isinstance(message, Envelope)
    assert isinstance(message.body, TYPES[message_type])
    again = encode(message)
    assert (again.key, again.value) == (record["key"].encode(), record["value"].encode())
    assert again.headers == headers


@pytest.mark.parametrize("message_type", sorted(set(TYPES) - {RAW}))
def test_golden_values_satisfy_the_published_schema(message_type: str) -> None:
    """Who validates with our schema accepts what we send."""
    schema = json.loads((EVENTS / "schemas" / f"{message_type}.json").read_text())

    jsonschema.validate(json.loads(golden(message_type)["value"]), schema)


def test_the_committed_schemas_are_current() -> None:
    """`make contract` was run after the last change of a message."""
    committed = {path.stem: json.loads(path.read_text()) for path in EVENTS.glob("schemas/*.json")}

    assert committed == schemas()


def test_every_type_has_exactly_one_topic_and_writer() -> None:
    """One writer per type, one place per type."""
    declared = (*TOPICS.values(), *RETAILER_TOPICS.values())
    written = [kind for topic in declared for kind in topic.writers]

    assert sorted(written) == sorted(TYPES)
