"""The document, made from the declaration of topics: channels, operations and all messages."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from waymark_events.asyncapi import webhooks
from waymark_events.asyncapi.headers import attributes, of_command
from waymark_events.asyncapi.messages import PARKED, Document, message, parked
from waymark_events.topics import (
    RETAILER_TOPICS,
    TOPICS,
    Outside,
    Party,
    Service,
    Topic,
    dead_letters,
)

_DAY_MS: Final = 86_400_000
_OF_RETAILER: Final = "{retailer}"
_DECLARED: Final = (*TOPICS.values(), *RETAILER_TOPICS.values())
_ABOUT: Final = (
    "Messages are CloudEvents 1.0 in Kafka's binary mode: attributes in headers, JSON in the "
    "value. Every address takes the installation's topic prefix, which is empty in production. The "
    "contract only grows: a reader ignores fields that it does not know.\n\nThe partition is "
    "murmur2 of the key modulo the declared count, reckoned by the writer and not by its client. "
    "An operation says which service alone sends a type, and which services receive it. On the "
    "topics of a retailer the retailer sends and receives; its own client chooses the partition of "
    "what it sends."
)


def document(
    golden: Mapping[str, Mapping[str, Any]], posted: Mapping[str, Mapping[str, Any]]
) -> Document:
    """The whole document. `golden` has a record of each type (headers, value) as its example,
    `posted` a webhook of each type that retailers hear of.

    Values are described where the schemas are published: `./schemas/<type>.json` beside it.
    """
    messages = {
        kind: message(topic, kind, golden[kind]) for topic in _DECLARED for kind in topic.writers
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
        "servers": {"kafka": _server(), **webhooks.servers()},
        "channels": {
            **{channel(topic): _channel(topic) for topic in _DECLARED},
            **webhooks.channels(),
        },
        "operations": {**dict(_operations()), **webhooks.operations()},
        "components": {
            "messages": {**messages, PARKED: parked(), **webhooks.messages(posted)},
            "schemas": {
                "attributes": attributes(),
                "command": of_command(),
                **webhooks.schemas(),
            },
        },
    }


def channel(topic: Topic) -> str:
    """What a topic's channel is called here; that of each retailer's has one name for all."""
    return topic.name.replace(f"{_OF_RETAILER}.", "")


def _server() -> Document:
    about = "Host and port of a broker of the installation."
    bootstrap = {"default": "localhost:9092", "description": about}
    return {"host": "{bootstrap}", "protocol": "kafka", "variables": {"bootstrap": bootstrap}}


def _channel(topic: Topic) -> Document:
    deletes = " A null value deletes its key." if topic.compacted else ""
    settings = {name: _setting(name, text) for name, text in topic.settings().items()}
    return {
        "address": topic.name,
        **_parameters(topic),
        "description": f"Keyed by {topic.key}; kept {_kept(topic)}.{deletes}",
        "servers": [_ref("servers", "kafka")],
        "messages": {kind: _ref("components", "messages", kind) for kind in _kinds(topic)},
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": settings,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _parameters(topic: Topic) -> Document:
    if _OF_RETAILER not in topic.name:
        return {}
    about = "The retailer's id; that of its test mode ends in `.test`."
    return {"parameters": {"retailer": {"description": about}}}


def _kinds(topic: Topic) -> Iterable[str]:
    """The messages of a topic; one that no type is declared for holds parked records."""
    return topic.kinds or (PARKED,)


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
    for party in (*Service, *Outside):
        for topic in _DECLARED:
            if sent := _sent(party, topic):
                yield f"{party}.send.{channel(topic)}", _operation("send", party, topic, sent)
            if party in topic.readers:
                received = _operation("receive", party, topic, _kinds(topic))
                yield f"{party}.receive.{channel(topic)}", received


def _sent(party: Party, topic: Topic) -> list[str]:
    if topic.name == dead_letters(party):
        return [PARKED]
    written = [*topic.writers.items(), *topic.repeats.items()]
    return [kind for kind, writer in written if writer is party]


def _operation(action: str, party: Party, topic: Topic, kinds: Iterable[str]) -> Document:
    name = channel(topic)
    return {
        "action": action,
        "channel": _ref("channels", name),
        "tags": [{"name": str(party)}],
        "messages": [_ref("channels", name, "messages", kind) for kind in kinds],
    }


def _ref(*steps: str) -> Document:
    return {"$ref": "/".join(("#", *steps))}
