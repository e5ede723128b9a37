"""Records that can never work, written past every service (F12)."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from faults.notes import Notes
from faults.stage import Stage
from msgspec import Struct
from waymark_events.topics import declaration, named

Told = dict[str, Any]
_SHIPMENT: Final = "3f0b3c7e-0000-5000-8000-000000000000"
_HEADERS: Final = {
    "ce_specversion": b"1.0",
    "ce_id": b"poison",
    "ce_source": b"carrier_ingest",
    "ce_type": b"shipment.scanned.v1",
    "ce_time": b"2026-03-10T09:00:00Z",
    "ce_subject": _SHIPMENT.encode(),
    "content-type": b"application/json",
}
_SAID: Final = b'{"retailer":"%s","carrier":"ups","number":"1Z5A8R046800000014"}'


class Poison(Struct, frozen=True):
    """A record, and what is wrong with it."""

    why: str
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes | None]


def poisons() -> Iterator[Poison]:
    """One of each kind."""
    key = _SHIPMENT.encode()
    yield Poison("bad json", key, b'{"retailer":', dict(_HEADERS))
    yield Poison("not utf-8", key, b"{}", {**_HEADERS, "ce_type": b"\xff\xfe"})
    yield Poison("a null header", key, b"{}", {**_HEADERS, "ce_id": None})
    yield Poison("no headers", key, b"{}", {})
    yield Poison("a null key", None, _SAID % b"alpha", dict(_HEADERS))
    yield Poison("a null value", key, None, dict(_HEADERS))
    yield Poison("another retailer's", key, _SAID % b"beta", dict(_HEADERS))
    yield Poison("a foreign writer", key, b"{}", {**_HEADERS, "ce_source": b"notifier"})
    large = b'{"retailer":"' + b"x" * 900_000 + b'"}'
    yield Poison("large and wrong", key, large, dict(_HEADERS))


def poison(stage: Stage, told: Told) -> None:
    """Write one of each kind to a topic, each noted first and with its place afterwards."""
    notes = Notes(stage.folder / "poison.jsonl")
    asyncio.run(_write(stage, told["topic"], notes))
    notes.close()


async def _write(stage: Stage, topic: str, notes: Notes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=stage.kafka.bootstrap, max_request_size=2_000_000)
    await producer.start()
    try:
        for number, one in enumerate(poisons()):
            sent = await producer.send_and_wait(
                named(stage.wiring.topic_prefix, topic),
                one.value,
                one.key,
                partition=number % declaration(topic).partitions,
                headers=list(one.headers.items()),
            )
            notes.write(
                {
                    "topic": topic,
                    "partition": sent.partition,
                    "offset": sent.offset,
                    "why": one.why,
                    "size": len(one.value or b""),
                }
            )
    finally:
        await producer.stop()
