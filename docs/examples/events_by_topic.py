"""Follows what a retailer hears: `python events_by_topic.py`, until Ctrl-C.

KAFKA_BOOTSTRAP_SERVERS says where, RETAILER as whom.
"""

import asyncio
import json
import os
from typing import Any

from aiokafka import AIOKafkaConsumer

RETAILER = os.environ["RETAILER"]
TOPIC = f"{os.environ.get('WAYMARK_TOPIC_PREFIX', '')}retailer.{RETAILER}.events.v1"
seen: set[str] = set()  # keep both beside your data, and change all of it in one transaction
newest: dict[str, tuple[int, int]] = {}


async def main() -> None:
    consumer = AIOKafkaConsumer(
        TOPIC,
        bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        group_id=f"retailer-{RETAILER}.example",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        async for record in consumer:
            about = {name: raw.decode() for name, raw in record.headers}
            if is_news(about, record.key.decode(), body := json.loads(record.value)):
                print(json.dumps([about["ce_id"], about["ce_type"], body]), flush=True)
            await consumer.commit()  # only now: what was not done yet comes again
    finally:
        await consumer.stop()


def is_news(about: dict[str, str], key: str, body: dict[str, Any]) -> bool:
    """False for a repeat, which has the same id, and for a state older than the one we have."""
    if about["ce_id"] in seen:
        return False
    seen.add(about["ce_id"])
    match body:
        case {"generation": int(generation), "version": int(version), "status": _}:
            place = (generation, version)
        case {"order": {"version": int(version)}}:
            place = (0, version)
        case _:
            return True  # an answer to a command, a notification: none replaces another
    if place <= newest.get(key, (0, 0)):
        return False
    newest[key] = place
    return True


if __name__ == "__main__":
    asyncio.run(main())
