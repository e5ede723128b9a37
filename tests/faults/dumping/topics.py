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
        for name in names:
            with (folder / f"{name}.jsonl").open("w") as file:
                for record in await _all(consumer, f"{prefix}{name}"):
                    file.write(json.dumps(_line(record)) + "\n")
    finally:
        await consumer.stop()


async def _all(consumer: Any, topic: str) -> "list[ConsumerRecord[bytes, bytes]]":
    partitions = await consumer._client._wait_on_metadata(topic) and consumer.partitions_for_topic(
        topic
    )
    places = [TopicPartition(topic, number) for number in sorted(partitions or ())]
    consumer.assign(places)
    ends = await consumer.end_offsets(places)
    await consumer.seek_to_beginning(*places)
    found: list[ConsumerRecord[bytes, bytes]] = []
    while [place for place, end in ends.items() if await consumer.position(place) < end]:
        for records in (await consumer.getmany(timeout_ms=200)).values():
            found += records
    return sorted(found, key=lambda record: (record.partition, record.offset))


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
