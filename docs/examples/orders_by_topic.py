"""Places an order and books its parcel: `python orders_by_topic.py SO-1001 1ZK7R24W0310048711`.

KAFKA_BOOTSTRAP_SERVERS says where, RETAILER as whom. Run it twice: nothing is done twice.
"""

import asyncio
import json
import os
import sys
from typing import Any

from aiokafka import AIOKafkaProducer

TOPIC = f"{os.environ.get('WAYMARK_TOPIC_PREFIX', '')}retailer.{os.environ['RETAILER']}.orders.v1"


async def main(reference: str, number: str) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        acks="all",
        enable_idempotence=True,
    )
    await producer.start()
    try:
        lines = [{"sku": "LAMP-3", "title": "Lamp, brass", "quantity": 2}]
        buyer = {"reference": "anna", "name": "Anna Weiß", "email": "anna@example.com"}
        place = {"lines": lines, "recipient": buyer, "destination": {"country": "DE"}}
        await send(producer, "order.place.v1", reference, place)
        await send(producer, "order.book_parcel.v1", reference, {"number": number})
    finally:
        await producer.stop()


async def send(producer: AIOKafkaProducer, kind: str, reference: str, body: dict[str, Any]) -> None:
    """One command. Its id comes from what it is about, so that a repeat is known as one."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": f"{reference}/{kind}",
        "ce_type": kind,
        "ce_source": "https://shop.example/orders",
        "content-type": "application/json",
    }
    await producer.send_and_wait(
        TOPIC,
        key=reference.encode(),  # one order, one key: its commands are taken in order
        value=json.dumps({"reference": reference, **body}).encode(),
        headers=[(name, text.encode()) for name, text in headers.items()],
    )
    print("sent", headers["ce_id"])


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
