"""The messages of the document: headers, where the value is described, the golden example."""

import inspect
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from waymark_events.asyncapi.headers import of_parked, of_payload, of_stored
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.registry import TYPES
from waymark_events.topics import Service, Topic, source

PARKED: Final = "record.parked"
"""No type of ours: what lies on the topics of dead letters."""
_STORED: Final = ("order.", "notification.")
_BYTES: Final = "application/octet-stream"
Document = dict[str, Any]


def message(topic: Topic, kind: str, golden: Mapping[str, Any]) -> Document:
    """A type: only its topic's key and its only writer fit."""
    raw = TYPES[kind] is PayloadReceived
    writer = topic.writers[kind]
    of_service = {"ce_source": source(writer)} if isinstance(writer, Service) else {}
    known = "attributes" if of_service else "command"
    return {
        "name": kind,
        "title": kind,
        "summary": (inspect.getdoc(TYPES[kind]) or "").split("\n\n", maxsplit=1)[0],
        "contentType": _BYTES if raw else "application/json",
        "headers": {
            "allOf": [
                {"$ref": f"#/components/schemas/{known}"},
                _only(ce_type=kind, **of_service),
                *([of_payload()] if raw else []),
                *([of_stored()] if kind.startswith(_STORED) else []),
            ]
        },
        "payload": {"$ref": f"./schemas/{kind}.json"},
        "bindings": {"kafka": {"key": _key(topic), "bindingVersion": "0.5.0"}},
        "examples": [
            {"headers": golden["headers"], "payload": msgspec.json.decode(golden["value"])}
        ],
    }


def parked() -> Document:
    """A record as it came, with its place and why it was parked."""
    return {
        "name": PARKED,
        "title": PARKED,
        "summary": "A record that can never work: its own key, value and headers, and why.",
        "contentType": _BYTES,
        "headers": of_parked(),
        "payload": {"description": "The record's own bytes."},
    }


def _only(**values: str) -> Document:
    return {"type": "object", "properties": {name: {"const": one} for name, one in values.items()}}


def _key(topic: Topic) -> Document:
    return {"type": "string", "description": topic.key}
