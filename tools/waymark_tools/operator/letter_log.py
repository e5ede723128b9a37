"""Dead letters as they lie on their topics, read by nobody's group."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from msgspec import Struct
from waymark_events.topics import Service, dead_letters, named

_PATIENCE_MS: Final = 2_000
PLACE_HEADERS: Final = (
    "dl_topic",
    "dl_partition",
    "dl_offset",
    "dl_appended_at",
    "dl_reason",
    "dl_detail",
)
"""What parking adds to a record's own headers, behind them."""


class Letter(Struct, frozen=True):
    """A parked record. `place` is service/partition/offset of the letter itself.

    `raw` are all headers with their bytes, in order; `headers` the same as text.
    """

    service: Service
    partition: int
    offset: int
    parked_at_ms: int
    key: bytes | None
    value: bytes | None
    raw: tuple[tuple[str, bytes | None], ...]

    @property
    def place(self) -> str:
        """Where the letter lies, as people write it."""
        return f"{self.service}/{self.partition}/{self.offset}"

    @property
    def headers(self) -> dict[str, str | None]:
        """Headers as text."""
        return {
            name: None if raw is None else raw.decode(errors="replace") for name, raw in self.raw
        }

    @property
    def came_from(self) -> str:
        """Topic, partition and offset of the record that was parked."""
        headers = self.headers
        return "/".join(headers.get(name) or "?" for name in PLACE_HEADERS[:3])

    @property
    def reason(self) -> str:
        """The label of why."""
        return self.headers.get("dl_reason") or "?"

    @property
    def detail(self) -> str:
        """The sentence of why."""
        return self.headers.get("dl_detail") or ""


@asynccontextmanager
async def consumer(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer without a group, closed at the end."""
    made = AIOKafkaConsumer(
        bootstrap_servers=bootstrap.split(","),
        enable_auto_commit=False,
        max_partition_fetch_bytes=8_388_608,
    )
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def read(bootstrap: str, prefix: str, services: Sequence[Service]) -> list[Letter]:
    """All letters of these services, oldest first."""
    async with consumer(bootstrap) as kafka:
        return [letter for service in services for letter in await _letters(kafka, service, prefix)]


async def _letters(kafka: AIOKafkaConsumer, service: Service, prefix: str) -> list[Letter]:
    topic = named(prefix, dead_letters(service))
    known = await kafka._client.fetch_all_metadata()
    places = [TopicPartition(topic, number) for number in known.partitions_for_topic(topic) or ()]
    if not places:
        return []
    kafka.assign(places)
    ends, starts = await kafka.end_offsets(places), await kafka.beginning_offsets(places)
    for place in places:
        kafka.seek(place, starts[place])
    letters: list[Letter] = []
    # by position: what was removed or discarded leaves holes
    while [place for place in places if await kafka.position(place) < ends[place]]:
        batches = await kafka.getmany(timeout_ms=_PATIENCE_MS)
        letters += [_letter(service, one) for batch in batches.values() for one in batch]
    return sorted(letters, key=lambda one: (one.parked_at_ms, one.partition, one.offset))


def _letter(service: Service, record: Any) -> Letter:
    return Letter(
        service=service,
        partition=record.partition,
        offset=record.offset,
        parked_at_ms=record.timestamp,
        key=record.key,
        value=record.value,
        raw=tuple(record.headers),
    )
