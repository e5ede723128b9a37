"""A message ready for the wire, with the topic it goes to; packed, it waits in a table."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.codec import Encoded, Envelope, encode
from waymark_events.partitions import partition_of
from waymark_events.topics import dead_letters, declaration

from waymark_runtime.faults import PoisonRecord
from waymark_runtime.records import Arrived, Headers

_OVERHEAD: Final = 128
_PER_HEADER: Final = 12


class Outgoing(Struct, frozen=True, array_like=True, gc=False):
    """One record to publish. `topic` is the declared name; `key` is null only in dead letters."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def partition(self) -> int:
        """Where it goes by the declared count, whatever the broker has."""
        return _partition(self.key, declaration(self.topic).partitions) if self.key else 0

    @property
    def size(self) -> int:
        """Bytes it takes at most, as the broker's cap counts them."""
        size = len(self.key or b"") + len(self.value or b"") + _OVERHEAD
        for name, raw in self.headers:
            size += len(name) + len(raw or b"") + _PER_HEADER
        return size


class Packed(Struct, frozen=True, array_like=True, gc=False):
    """A message and the offset of the record that caused it."""

    cause: int
    message: Outgoing


# a shipment speaks many times, and the hash is Python's own
_partition: Final = lru_cache(maxsize=65_536)(partition_of)
_DECODER: Final = msgspec.msgpack.Decoder(list[Packed])
_ENCODER: Final = msgspec.msgpack.Encoder()


def pack(messages: Sequence[Packed]) -> bytes:
    """Write messages for a table."""
    return _ENCODER.encode(messages)


def unpack(packed: bytes) -> list[Packed]:
    """Read messages of a table."""
    return _DECODER.decode(packed)


def outgoing(topic: str, message: Envelope | Encoded) -> Outgoing:
    """A message for a declared topic; KeyError for a topic that nobody declared."""
    encoded = encode(message) if isinstance(message, Envelope) else message
    return Outgoing(declaration(topic).name, encoded.key, encoded.value, encoded.headers)


def caused(cause: Arrived, topic: str, message: Envelope | Encoded) -> Outgoing:
    """A message that a record causes; one that no broker would take makes the record poison."""
    ready = outgoing(topic, message)
    most = declaration(topic).max_bytes
    if ready.size > most:
        detail = f"its message for {topic} has {ready.size} bytes; {most} is the most"
        raise PoisonRecord(cause, "message_too_large", detail)
    return ready


def dead_letter(service: str, record: Arrived, reason: str, detail: str) -> Outgoing:
    """A record as it is parked: its bytes and headers, then its place and why."""
    place = (
        ("dl_topic", record.topic.encode()),
        ("dl_partition", str(record.partition).encode()),
        ("dl_offset", str(record.offset).encode()),
        ("dl_appended_at", record.appended_at.isoformat().encode()),
        ("dl_reason", reason.encode()),
        ("dl_detail", detail.encode()),
    )
    return Outgoing(dead_letters(service), record.key, record.value, record.headers + place)
