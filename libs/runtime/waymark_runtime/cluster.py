"""Which cluster and which topics these are: ids that a topic made anew does not keep.

aiokafka speaks Metadata up to version 5; topic ids came with version 10 (KIP-516).
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import LeaderNotAvailableError, UnknownTopicOrPartitionError, for_code
from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)
from msgspec import Struct

from waymark_runtime.faults import TransientFault

_METADATA: Final = 3
_VERSION: Final = 12
_NO_ID: Final = UUID(int=0)


class Ids(Struct, frozen=True):
    """The cluster's id, and the ids of the topics that exist, by their name on the broker."""

    cluster: str
    topics: Mapping[str, str]


class _Uuid(AbstractType[UUID]):  # type: ignore[misc]  # aiokafka is untyped
    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes

    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        return UUID(bytes=data.read(16))


_NODES: Final = CompactArray(Int32)
_BROKER: Final = (
    ("node_id", Int32),
    ("host", CompactString("utf-8")),
    ("port", Int32),
    ("rack", CompactString("utf-8")),
    ("tags", TaggedFields),
)
_PARTITION: Final = (
    ("error_code", Int16),
    ("partition", Int32),
    ("leader", Int32),
    ("leader_epoch", Int32),
    ("replicas", _NODES),
    ("isr", _NODES),
    ("offline_replicas", _NODES),
    ("tags", TaggedFields),
)
_TOPIC: Final = (
    ("error_code", Int16),
    ("topic", CompactString("utf-8")),
    ("topic_id", _Uuid),
    ("is_internal", Boolean),
    ("partitions", CompactArray(*_PARTITION)),
    ("authorized_operations", Int32),
    ("tags", TaggedFields),
)


class _MetadataResponse(Response):  # type: ignore[misc]  # aiokafka is untyped
    API_KEY = _METADATA
    API_VERSION = _VERSION
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("brokers", CompactArray(*_BROKER)),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        ("topics", CompactArray(*_TOPIC)),
        ("tags", TaggedFields),
    )


class _MetadataStruct(RequestStruct):  # type: ignore[misc]  # aiokafka is untyped
    FLEXIBLE_VERSION = True
    API_KEY = _METADATA
    API_VERSION = _VERSION
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        (
            "topics",
            CompactArray(
                ("topic_id", _Uuid), ("name", CompactString("utf-8")), ("tags", TaggedFields)
            ),
        ),
        ("allow_auto_topic_creation", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _MetadataRequest(Request[_MetadataStruct]):  # type: ignore[misc]  # aiokafka is untyped
    API_KEY = _METADATA

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)

    def build(self, request_struct_class: type[_MetadataStruct]) -> _MetadataStruct:
        tags: dict[int, bytes] = {}
        asked = [(_NO_ID, name, tags) for name in self._names]
        return request_struct_class(asked, False, False, tags)


async def ids(client: AIOKafkaClient, names: Iterable[str]) -> Ids:
    """Ask any broker; topics that do not exist are absent.

    TransientFault when none answers, or when it does not say what it knows of a topic.
    """
    node = client.get_random_node()
    if node is None:
        raise TransientFault("no Kafka broker is known yet", "no_broker")
    answer: Any = await client.send(node, _MetadataRequest(names))
    for code, name, *_ in answer.topics:
        if code not in {0, UnknownTopicOrPartitionError.errno, LeaderNotAvailableError.errno}:
            raise TransientFault(f"the broker does not tell of {name}: {for_code(code).__name__}")
    found = {topic[1]: str(topic[2]) for topic in answer.topics if not topic[0]}
    return Ids(str(answer.cluster_id), found)
