"""The published commands are what the service reads: structs and bodies agree field by field."""

from collections.abc import Mapping
from typing import Any

import pytest
from order.requests.intake import CONTACT_COMMANDS, ORDER_COMMANDS
from waymark_events.schemas import schema_of
from waymark_events.topics import CONTACTS, ORDERS

READ = {**ORDER_COMMANDS, **CONTACT_COMMANDS}


def shape(node: Mapping[str, Any], parts: Mapping[str, Any]) -> Any:
    """What is promised of a value: its kind and members, without limits and words about it."""
    if "$ref" in node:
        return shape(parts[node["$ref"].rpartition("/")[2]], parts)
    if "anyOf" in node:
        return [shape(one, parts) for one in node["anyOf"]]
    if "enum" in node:
        return sorted(node["enum"])
    if node["type"] == "array":
        return ("array", shape(node["items"], parts))
    if node["type"] == "object":
        needed = set(node.get("required", ()))
        return {
            name: (shape(one, parts), name in needed) for name, one in node["properties"].items()
        }
    return (node["type"], node.get("format"))


def of_schema(schema: Mapping[str, Any]) -> Any:
    return shape(schema, schema.get("$defs", {}))


@pytest.mark.parametrize("kind", sorted(READ))
def test_the_published_command_is_what_is_read(kind: str) -> None:
    """The same members, of the same kind, needed or not: in struct and body."""
    assert of_schema(schema_of(kind)) == of_schema(READ[kind].model_json_schema())


def test_every_command_of_a_topic_is_read() -> None:
    """No type is declared that nobody does."""
    assert set(ORDERS.writers) == set(ORDER_COMMANDS)
    assert set(CONTACTS.writers) == set(CONTACT_COMMANDS)
