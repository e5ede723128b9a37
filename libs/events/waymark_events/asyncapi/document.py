"""The document, made from the declaration of topics: channels, operations and all messages."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from waymark_events.asyncapi.headers import attributes
from waymark_events.asyncapi.messages import PARKED, Document, message, parked
from waymark_events.topics import TOPICS, Service, Topic, dead_letters

_DAY_MS: Final = 86_400_000
_ABOUT: Final = (
    "Messages are CloudEvents 1.0 in Kafka's binary mode: attributes in headers, JSON in the "
    "value. Every address takes the installation's topic prefix, which is empty in production. The "
    "contract only grows: a reader ignores fields that it does not know.\n\nThe partition is "
    "murmur2 of the key modulo the declared count, reckoned by the writer and not by its client. "
    "An operation says which service alone sends a type, and which services receive it."
)


def document(golden: Mapping[str, Mapping[str, Any]]) -> Document:
    """The whole document. `golden` has a record of each type (headers, value) as its example.

    Values are described where the schemas are published: `./schemas/<type>.json` beside it.
    """
    messages = {
        kind: message(topic, kind, golden[kind])
        for topic in TOPICS.values()
        for kind in topic.writers
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Waymark: topics",
            "version": "1",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": _server()},
        "channels": {topic.name: _channel(topic) for topic in TOPICS.values()},
        "operations": dict(_operations()),
        "components": {
            "messages": {**messages, PARKED: parked()},
            "schemas": {"attributes": attributes()},
        },
    }


def _server() -> Document:
    about = "Host and port of a broker of the installation."
    bootstrap = {"default": "localhost:9092", "description": about}
    return {"host": "{bootstrap}", "protocol": "kafka", "variables": {"bootstrap": bootstrap}}


def _channel(topic: Topic) -> Document:
    deletes = " A null value deletes its key." if topic.compacted else ""
    settings = {name: _setting(name, text) for name, text in topic.settings().items()}
    return {
        "address": topic.name,
        "description": f"Keyed by {topic.key}; kept {_kept(topic)}.{deletes}",
        "messages": {kind: _ref("components", "messages", kind) for kind in _kinds(topic)},
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": settings,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _kinds(topic: Topic) -> Iterable[str]:
    """The messages of a topic; one that no type is declared for holds parked records."""
    return topic.writers or (PARKED,)


def _kept(topic: Topic) -> str:
    if topic.compacted:
        return "as the last record of each key"
    return f"for {topic.retention_ms // _DAY_MS} days" if topic.retention_ms else "for ever"


def _setting(name: str, text: str) -> object:
    """A broker's setting as the binding types it."""
    if name == "cleanup.policy":
        return text.split(",")
    return int(text) if text.removeprefix("-").isdigit() else text


def _operations() -> Iterator[tuple[str, Document]]:
    for service in Service:
        for topic in TOPICS.values():
            if sent := _sent(service, topic):
                yield f"{service}.send.{topic.name}", _operation("send", service, topic, sent)
            if service in topic.readers:
                received = _operation("receive", service, topic, _kinds(topic))
                yield f"{service}.receive.{topic.name}", received


def _sent(service: Service, topic: Topic) -> list[str]:
    if topic.name == dead_letters(service):
        return [PARKED]
    return [kind for kind, writer in topic.writers.items() if writer is service]


def _operation(action: str, service: Service, topic: Topic, kinds: Iterable[str]) -> Document:
    return {
        "action": action,
        "channel": _ref("channels", topic.name),
        "tags": [{"name": str(service)}],
        "messages": [_ref("channels", topic.name, "messages", kind) for kind in kinds],
    }


def _ref(*steps: str) -> Document:
    return {"$ref": "/".join(("#", *steps))}
