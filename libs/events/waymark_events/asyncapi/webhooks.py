"""The channel by which retailers are posted to: the same events in one JSON object each."""

import inspect
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from waymark_events.asyncapi.messages import Document
from waymark_events.registry import TYPES
from waymark_events.webhooks import RETAILER_TYPES, TEST_TYPE, RetailerMessage, WebhookTest

CHANNEL: Final = "webhooks"
_SERVER: Final = "endpoint"
_SUFFIX: Final = ".webhook"
_SCHEMA: Final = "webhook"
_VERSION: Final = "0.3.0"
_ABOUT: Final = (
    "A POST to an endpoint that the retailer added under /v1/webhooks/endpoints, signed as "
    "Standard Webhooks says. Any 2xx within 15 seconds takes it; anything else is tried again."
)


def servers() -> Document:
    """Wherever retailers listen."""
    about = "Host of an endpoint that a retailer added."
    host = {"default": "shop.example", "description": about}
    return {_SERVER: {"host": "{host}", "protocol": "https", "variables": {"host": host}}}


def channels() -> Document:
    """One channel with a message of each type that retailers hear of, and the test's."""
    kinds = (*RETAILER_TYPES, TEST_TYPE)
    return {
        CHANNEL: {
            "address": "/",
            "description": _ABOUT,
            "servers": [{"$ref": f"#/servers/{_SERVER}"}],
            "messages": {kind: _ref("components", "messages", kind + _SUFFIX) for kind in kinds},
        }
    }


def operations() -> Document:
    """Who posts."""
    return {
        f"{CHANNEL}.send": {
            "action": "send",
            "channel": _ref("channels", CHANNEL),
            "tags": [{"name": "notifier"}],
            "bindings": {"http": {"method": "POST", "bindingVersion": _VERSION}},
            "messages": [
                _ref("channels", CHANNEL, "messages", kind) for kind in (*RETAILER_TYPES, TEST_TYPE)
            ],
        }
    }


def messages(examples: Mapping[str, Mapping[str, Any]]) -> Document:
    """The messages. `examples` has headers and body of each type."""
    described = {kind: _of_type(kind, examples[kind]) for kind in RETAILER_TYPES}
    return {**described_names(described), TEST_TYPE + _SUFFIX: _of_test(examples[TEST_TYPE])}


def described_names(described: Mapping[str, Document]) -> Document:
    """Names apart from those of the topics' messages, whose payload is the data alone."""
    return {kind + _SUFFIX: one for kind, one in described.items()}


def schemas() -> Document:
    """The object around the data, and the headers."""
    return {_SCHEMA: envelope_schema(), "webhookHeaders": _headers()}


def envelope_schema() -> Document:
    """The JSON Schema of what is around the data, which may be any object."""
    (root,), parts = msgspec.json.schema_components([RetailerMessage], ref_template="{name}")
    schema: Document = msgspec.json.decode(msgspec.json.encode(parts[root["$ref"]]))
    schema["description"] = inspect.cleandoc(schema["description"])
    schema["properties"]["data"] = {"type": "object"}
    return schema


def _of_type(kind: str, example: Mapping[str, Any]) -> Document:
    summary = (inspect.getdoc(TYPES[kind]) or "").split("\n\n", maxsplit=1)[0]
    return _message(kind, summary, {"$ref": f"./schemas/{kind}.json"}, example)


def _of_test(example: Mapping[str, Any]) -> Document:
    (data,), parts = msgspec.json.schema_components([WebhookTest], ref_template="{name}")
    summary = (inspect.getdoc(WebhookTest) or "").split("\n\n", maxsplit=1)[0]
    return _message(TEST_TYPE, summary, parts[data["$ref"]], example)


def _message(kind: str, summary: str, data: Document, example: Mapping[str, Any]) -> Document:
    own = {"type": "object", "properties": {"type": {"const": kind}, "data": data}}
    return {
        "name": kind,
        "title": f"{kind} by webhook",
        "summary": summary,
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/webhookHeaders"},
        "payload": {"allOf": [{"$ref": f"#/components/schemas/{_SCHEMA}"}, own]},
        "examples": [
            {"headers": example["headers"], "payload": msgspec.json.decode(example["body"])}
        ],
    }


def _headers() -> Document:
    said = {
        "webhook-id": "The event's id: the same in every try and on every other way.",
        "webhook-timestamp": "When this try was signed, in seconds since 1970.",
        "webhook-signature": "A signature `v1,…` for each valid secret, parted by blanks.",
    }
    return {
        "type": "object",
        "properties": {
            name: {"type": "string", "description": about} for name, about in said.items()
        },
        "required": list(said),
    }


def _ref(*steps: str) -> Document:
    return {"$ref": "/".join(("#", *steps))}
