"""A second consumer group on `shipment.status.v1`, as a retailer's program would have one."""

import asyncio
import threading
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from faults.notes import Json, Notes
from faults.stage import Stage
from waymark_events.topics import named


def group(stage: Stage, notes: Notes) -> Callable[[threading.Event], None]:
    """Notes each record, then commits; after trouble it goes on from what was committed."""

    async def read(stop: threading.Event) -> None:
        consumer = AIOKafkaConsumer(
            named(stage.wiring.topic_prefix, "shipment.status.v1"),
            bootstrap_servers=stage.kafka.bootstrap,
            group_id=f"{stage.wiring.topic_prefix}onlooker",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        try:
            await consumer.start()
            while not stop.is_set():
                batch = await consumer.getmany(timeout_ms=300)
                notes.write(*(_line(record) for part in batch.values() for record in part))
                if batch:
                    await consumer.commit()
        finally:
            await consumer.stop()

    return lambda stop: asyncio.run(read(stop))


def _line(record: "ConsumerRecord[bytes, bytes]") -> Json:
    return {
        "key": (record.key or b"").decode(),
        "partition": record.partition,
        "offset": record.offset,
        "id": dict(record.headers)["ce_id"].decode(),
    }
