"""When the record at an offset was appended, asked of the broker beside all consuming."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record.memory_records import MemoryRecords

_AT_ONCE: Final = 0
_FIRST_BATCH: Final = 1
"""Bytes asked for: the broker answers one whole batch however large it is."""


async def appended(
    client: AIOKafkaClient, offsets: Mapping[TopicPartition, int]
) -> dict[TopicPartition, float | None]:
    """When the first record at or after each offset was appended, in seconds since the epoch.

    None where nothing lies there, as at the end of a compacted log; absent where the broker could
    not be asked. Cost: a batch is fetched for each partition.
    """
    asked = [_first(client, place, offset) for place, offset in offsets.items()]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    found: dict[TopicPartition, float | None] = {}
    for place, answer in zip(offsets, answers, strict=True):
        if isinstance(answer, KafkaError | LookupError):
            continue
        if isinstance(answer, BaseException):
            raise answer
        found[place] = answer
    return found


async def _first(client: AIOKafkaClient, place: TopicPartition, offset: int) -> float | None:
    """Batch after batch, because compaction may have emptied one of all that is asked for."""
    at = offset
    while (batch := await _batch(client, place, at)) is not None:
        for record in batch:
            if record.offset >= offset:
                return float(record.timestamp / 1_000)
        at = batch.next_offset
    return None


async def _batch(client: AIOKafkaClient, place: TopicPartition, offset: int) -> Any:
    node = client.cluster.leader_for_partition(place)
    if node is None or node < 0:
        raise LookupError(f"no broker leads {place.topic}[{place.partition}] now")
    wanted = [(place.topic, [(place.partition, offset, _FIRST_BATCH)])]
    request = FetchRequest(_AT_ONCE, _AT_ONCE, _FIRST_BATCH, 0, wanted, "")
    answer: Any = await client.send(node, request)
    ((_, ((_, code, *_, raw),)),) = answer.topics
    if code:
        raise for_code(code)
    records = MemoryRecords(raw or b"")
    return records.next_batch() if records.has_next() else None
