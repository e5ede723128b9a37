"""Dead letters as they lie on their topics: what was parked, where it came from, and why."""

import asyncio
import base64
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from msgspec import Struct
from waymark_events.topics import Service, dead_letters, named

from waymark_tools.operator import printing, refusing

_PATIENCE_MS = 2_000


class Letter(Struct, frozen=True):
    """A parked record. `place` is service/partition/offset of the letter itself."""

    place: str
    came_from: str
    reason: str
    detail: str
    parked_at_ms: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, str | None]


def show_list(bootstrap: str, prefix: str, service: str | None, *, as_json: bool) -> None:
    """Print every letter of one service or all."""
    if service and service not in set(Service):
        refused = f"{service!r} is no service; there are {', '.join(Service)}"
        refusing.refuse(refused, as_json=as_json)
    services = [Service(service)] if service else list(Service)
    rows = [
        {
            "place": one.place,
            "came_from": one.came_from,
            "reason": one.reason,
            "bytes": len(one.value or b""),
            "detail": one.detail,
        }
        for one in asyncio.run(read(bootstrap, prefix, services))
    ]
    printing.out("Dead letters", rows, as_json=as_json)


def show_one(bootstrap: str, prefix: str, place: str, *, as_json: bool) -> None:
    """Print a letter whole; exit code 1 when there is none at that place."""
    service = place.partition("/")[0]
    if service not in set(Service):
        refused = f"{place!r} is no place; it is written service/partition/offset"
        refusing.refuse(refused, as_json=as_json)
    found = asyncio.run(read(bootstrap, prefix, [Service(service)]))
    letter = next((one for one in found if one.place == place), None)
    if letter is None:
        refusing.refuse(f"no dead letter at {place}", as_json=as_json)
    printing.document(_document(letter), as_json=as_json)


async def read(bootstrap: str, prefix: str, services: list[Service]) -> list[Letter]:
    """All letters of these services, oldest first; belongs to no group."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap.split(","), enable_auto_commit=False)
    await consumer.start()
    try:
        return [
            letter
            for service in services
            for letter in await _letters(consumer, service, named(prefix, dead_letters(service)))
        ]
    finally:
        await consumer.stop()


async def _letters(consumer: AIOKafkaConsumer, service: Service, topic: str) -> list[Letter]:
    known = await consumer._client.fetch_all_metadata()
    places = [TopicPartition(topic, number) for number in known.partitions_for_topic(topic) or ()]
    if not places:
        return []
    consumer.assign(places)
    ends, starts = await consumer.end_offsets(places), await consumer.beginning_offsets(places)
    for place in places:
        consumer.seek(place, starts[place])
    missing = sum(ends[place] - starts[place] for place in places)
    letters: list[Letter] = []
    while len(letters) < missing:
        batches = await consumer.getmany(timeout_ms=_PATIENCE_MS)
        letters += [_letter(service, one) for batch in batches.values() for one in batch]
    return sorted(letters, key=lambda one: one.parked_at_ms)


def _letter(service: Service, record: Any) -> Letter:
    headers = {
        name: None if raw is None else raw.decode(errors="replace") for name, raw in record.headers
    }
    source = (headers.get(f"dl_{part}") or "?" for part in ("topic", "partition", "offset"))
    return Letter(
        place=f"{service}/{record.partition}/{record.offset}",
        came_from="/".join(source),
        reason=headers.get("dl_reason") or "?",
        detail=headers.get("dl_detail") or "",
        parked_at_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=headers,
    )


def _document(letter: Letter) -> dict[str, Any]:
    return {
        "place": letter.place,
        "came_from": letter.came_from,
        "reason": letter.reason,
        "detail": letter.detail,
        "headers": letter.headers,
        "key": _shown(letter.key),
        "value": _shown(letter.value),
    }


def _shown(raw: bytes | None) -> dict[str, str] | None:
    """Bytes as text where they are text, else as base64."""
    if raw is None:
        return None
    try:
        return {"text": raw.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode()}
