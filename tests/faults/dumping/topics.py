"""Topics as files: a line a record, with place, append time, headers and bytes."""

import asyncio
import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from faults.notes import Json


def dump(bootstrap: str, prefix: str, names: Sequence[str], folder: Path) -> None:
    """Write `<topic>.jsonl` for each declared name."""
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_dump(bootstrap, prefix, names, folder))


async def _dump(bootstrap: str, prefix: str, names: Sequence[str], folder: Path) -> None:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=8_000_000,
    )
    await consumer.start()
    try:
        found = await _all(consumer, [f"{prefix}{name}" for name in names])
    finally:
        await consumer.stop()
    for name in names:
        lines = [json.dumps(_line(record)) for record in found[f"{prefix}{name}"]]
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines))


async def _all(
    consumer: Any, topics: Sequence[str]
) -> "dict[str, list[ConsumerRecord[bytes, bytes]]]":
    """All partitions of all topics at once, from their beginnings to their ends of now."""
    places: list[TopicPartition] = []
    for topic in topics:
        await consumer._client._wait_on_metadata(topic)
        numbers = sorted(consumer.partitions_for_topic(topic) or ())
        places += [TopicPartition(topic, number) for number in numbers]
    consumer.assign(places)
    left = {place: end for place, end in (await consumer.end_offsets(places)).items() if end}
    found: dict[str, list[ConsumerRecord[bytes, bytes]]] = {topic: [] for topic in topics}
    while left:
        for place, records in (await consumer.getmany(timeout_ms=100)).items():
            found[place.topic] += records
        ended = [place for place, end in left.items() if await consumer.position(place) >= end]
        for place in ended:
            del left[place]
    for records in found.values():
        records.sort(key=lambda record: (record.partition, record.offset))
    return found


def _line(record: "ConsumerRecord[bytes, bytes]") -> Json:
    return {
        "partition": record.partition,
        "offset": record.offset,
        "at_ms": record.timestamp,
        "key": _text(record.key),
        "headers": {name: _text(value) for name, value in record.headers},
        "value": None if record.value is None else base64.b64encode(record.value).decode(),
    }


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "backslashreplace")
