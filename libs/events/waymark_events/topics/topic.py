"""What is said of a topic: name, key, retention, who writes each type, who reads."""

from collections.abc import Mapping
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
_NOTHING: Final[Mapping[str, "Service"]] = MappingProxyType({})


class Service(StrEnum):
    """The four services; a value is also the last part of its `ce_source`."""

    ORDER = "order"
    CARRIER_INGEST = "carrier_ingest"
    PROJECTION = "projection"
    NOTIFIER = "notifier"


class Outside(StrEnum):
    """Who writes and reads topics without being a service: any `ce_source` is theirs."""

    RETAILER = "retailer"


Party = Service | Outside


class Topic(Struct, frozen=True, kw_only=True):
    """One topic. `writers` maps each message type to its only writer.

    `repeats` maps types that are written to another topic to the service that alone puts them
    here too, byte for byte. `retention_ms` None keeps for ever; `max_bytes` caps one record.
    `personal`: what is deleted or replaced is soon gone from the disks too.
    """

    name: str
    key: str
    writers: Mapping[str, Party]
    readers: tuple[Party, ...]
    repeats: Mapping[str, Service] = _NOTHING
    compacted: bool = False
    personal: bool = False
    retention_ms: int | None = None
    partitions: int = PARTITIONS
    max_bytes: int = STREAM_CAP

    @property
    def kinds(self) -> tuple[str, ...]:
        """The message types that lie on it."""
        return (*self.writers, *self.repeats)

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
        return settings | (_PERSONAL if self.personal else {})


_PERSONAL: Final = {
    "max.compaction.lag.ms": str(_DAY_MS),
    "segment.ms": str(_DAY_MS),
    "delete.retention.ms": str(MONTH_MS),
}


def source(service: str) -> str:
    """The `ce_source` of a service."""
    return f"/waymark/{service}"
