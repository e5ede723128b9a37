"""The one declaration of topics: name, key, retention, who writes each type, who reads.

Creating topics, access rules, documents and boards are made from it. Growing a topic is a new
version of it: the declared count of partitions never changes.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct

PARTITIONS: Final = 12
_DAY_MS: Final = 86_400_000
MONTH_MS: Final = 30 * _DAY_MS
STREAM_CAP: Final = 1_048_576
PAYLOAD_CAP: Final = 4 * 1_048_576
DEAD_LETTER_CAP: Final = 6 * 1_048_576


class Service(StrEnum):
    """The four services; a value is also the last part of its `ce_source`."""

    ORDER = "order"
    CARRIER_INGEST = "carrier_ingest"
    PROJECTION = "projection"
    NOTIFIER = "notifier"


class Topic(Struct, frozen=True, kw_only=True):
    """One topic. `writers` maps each message type to its only writer.

    `retention_ms` None keeps for ever; `max_bytes` caps one record.
    """

    name: str
    key: str
    writers: Mapping[str, Service]
    readers: tuple[Service, ...]
    compacted: bool = False
    retention_ms: int | None = None
    partitions: int = PARTITIONS
    max_bytes: int = STREAM_CAP

    def settings(self) -> dict[str, str]:
        """The broker's settings for this topic, as text."""
        settings = {
            "message.timestamp.type": "LogAppendTime",
            "max.message.bytes": str(self.max_bytes),
            "cleanup.policy": "compact" if self.compacted else "delete",
        }
        if not self.compacted:
            settings["retention.ms"] = str(self.retention_ms or -1)
            settings["retention.bytes"] = "-1"
        return settings | (_PERSONAL if self.name.startswith("contact.") else {})


_PERSONAL: Final = {
    "max.compaction.lag.ms": str(_DAY_MS),
    "segment.ms": str(_DAY_MS),
    "delete.retention.ms": str(MONTH_MS),
}


def _topic(
    name: str,
    key: str,
    readers: str,
    *,
    compacted: bool = False,
    retention_ms: int | None = None,
    max_bytes: int = STREAM_CAP,
    **writers: str,
) -> Topic:
    """Declare a topic; `writers` gives each service the types it writes, without `.v1`."""
    return Topic(
        name=name,
        key=key,
        readers=tuple(Service(reader) for reader in readers.split()),
        writers=MappingProxyType(
            {f"{kind}.v1": Service(who) for who, kinds in writers.items() for kind in kinds.split()}
        ),
        compacted=compacted,
        retention_ms=retention_ms,
        max_bytes=max_bytes,
    )


_ALL: Final = "order carrier_ingest projection notifier"
_DECLARED: Final = (
    _topic(
        "order.events.v1",
        "order id",
        "order projection notifier",
        order="order.placed order.confirmed order.processing order.delayed order.amended "
        "order.parcel_booked order.promise_changed order.parcel_moved order.parcel_cancelled "
        "order.line_cancelled order.cancelled order.returned order.refunded order.completed "
        "contact.changed retailer.changed key.changed recipient.erased",
    ),
    _topic(
        "shipment.events.v1",
        "shipment id",
        "carrier_ingest projection",
        order="shipment.booked shipment.promised shipment.cancelled shipment.linked",
        carrier_ingest="shipment.scanned shipment.estimated",
        projection="shipment.promise_missed shipment.fell_silent shipment.never_seen "
        "shipment.expired",
    ),
    _topic(
        "shipment.status.v1",
        "shipment id",
        "order carrier_ingest projection notifier",
        projection="shipment.status_changed",
    ),
    _topic(
        "carrier.payloads.v1",
        "account and number, else digest of the bytes",
        "carrier_ingest",
        retention_ms=MONTH_MS,
        max_bytes=PAYLOAD_CAP,
        carrier_ingest="carrier.payload_received",
    ),
    _topic(
        "shipment.private.v1",
        "shipment id",
        "projection",
        retention_ms=MONTH_MS,
        carrier_ingest="shipment.private_noted",
    ),
    _topic(
        "carrier.looks.v1",
        "shipment id; account id",
        "projection",
        compacted=True,
        carrier_ingest="carrier.looked carrier.account_state",
    ),
    _topic("contact.v1", "recipient id", "notifier", compacted=True, order="contact.set"),
    _topic(
        "contact.keys.v1", "recipient id", "projection", compacted=True, order="contact.keys_set"
    ),
    _topic("retailer.v1", "retailer id", _ALL, compacted=True, order="retailer.set"),
    _topic("key.v1", "key id", _ALL, compacted=True, order="key.set"),
    _topic(
        "notification.events.v1",
        "shipment id or order id",
        "projection",
        notifier="notification.sent notification.failed notification.suppressed",
    ),
    *(
        _topic(
            f"{service}.dead-letters.v1",
            "the original key",
            "",
            retention_ms=MONTH_MS,
            max_bytes=DEAD_LETTER_CAP,
        )
        for service in Service
    ),
)

TOPICS: Final[Mapping[str, Topic]] = MappingProxyType({topic.name: topic for topic in _DECLARED})


def dead_letters(service: str) -> str:
    """The topic where a service parks what can never work."""
    return f"{service}.dead-letters.v1"


def named(prefix: str, topic: str) -> str:
    """The name on the broker; the only place where the prefix is put on."""
    return f"{prefix}{topic}"


def declared(prefix: str, broker_name: str) -> str:
    """The declared name of a topic on the broker; ValueError outside this prefix."""
    if not broker_name.startswith(prefix):
        raise ValueError(f"topic {broker_name!r} does not begin with the prefix {prefix!r}")
    return broker_name[len(prefix) :]


def source(service: str) -> str:
    """The `ce_source` of a service."""
    return f"/waymark/{service}"


def writer_of(topic: str, message_type: str) -> Service | None:
    """Who alone may write this type to this topic; None when nobody."""
    return TOPICS[topic].writers.get(message_type)


def read_by(service: Service) -> Iterator[Topic]:
    """The topics a service reads."""
    return (topic for topic in TOPICS.values() if service in topic.readers)
