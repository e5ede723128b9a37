"""JSON Schemas of the contract, made from the structs that encode and decode it."""

import inspect
from typing import Any

import msgspec

from waymark_events.registry import TYPES

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_RAW = "carrier.payload_received.v1"


def schema_of(message_type: str) -> dict[str, Any]:
    """The schema of a type's value. A raw payload's value is the carrier's own bytes: any."""
    if message_type == _RAW:
        return {"$schema": _DIALECT, "title": message_type, "description": "A carrier's raw bytes."}
    (root,), parts = msgspec.json.schema_components(
        [TYPES[message_type]], ref_template="#/$defs/{name}"
    )
    for part in parts.values():
        part["description"] = inspect.cleandoc(part.get("description", ""))
    schema = {
        "$schema": _DIALECT,
        **root,
        "title": message_type,
        "$defs": dict(sorted(parts.items())),
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))
    return plain


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of every type, by type string."""
    return {name: schema_of(name) for name in sorted(TYPES)}
