"""B1, the bare exactly-once loop: what a program could do that promised nothing more.

Fetch up to 2,000 records, decode them, fold, and write events, read model and position in one
transaction. No key is checked, no repeat told, nothing refused, and states never leave memory.
It measures what the machine gives; the projector is held against it.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from psycopg import Connection

from bench.bare_folds import FOLDS, Fold
from bench.marks import begun

TABLES = """
CREATE TABLE event (
    partition smallint NOT NULL,
    "offset" bigint NOT NULL,
    shipment uuid NOT NULL,
    ce_id text NOT NULL,
    value bytea NOT NULL,
    PRIMARY KEY (partition, "offset")
);
CREATE TABLE shipment (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    at timestamptz NOT NULL,
    milestone text NOT NULL,
    state bytea NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE position (partition smallint PRIMARY KEY, next bigint NOT NULL);
"""
_EVENTS = 'COPY event (partition, "offset", shipment, ce_id, value) FROM STDIN (FORMAT BINARY)'
_SHIPMENTS = """
INSERT INTO shipment
SELECT * FROM unnest(%b::uuid[], %b::int4[], %b::timestamptz[], %b::text[], %b::bytea[])
ON CONFLICT (id) DO UPDATE SET version = excluded.version, at = excluded.at,
    milestone = excluded.milestone, state = excluded.state
"""
_POSITIONS = """
INSERT INTO position SELECT * FROM unnest(%b::int2[], %b::int8[])
ON CONFLICT (partition) DO UPDATE SET next = excluded.next
"""
Batch = Mapping[TopicPartition, Sequence[ConsumerRecord]]


def apply(connection: Connection, fold: Fold, batch: Batch) -> list[Any]:
    """Fold a batch and write it, all in the open transaction; answers the shipments it changed."""
    records = [record for part in batch.values() for record in part]
    changed = fold.take(records)
    with connection.cursor() as cursor, cursor.copy(_EVENTS) as copy:
        copy.set_types(["int2", "int8", "uuid", "text", "bytea"])
        for one in records:
            copy.write_row(
                (one.partition, one.offset, fold.name(one), one.headers[1][1].decode(), one.value)
            )
    rows = sorted(fold.row(one) for one in changed)
    connection.execute(_SHIPMENTS, [list(column) for column in zip(*rows, strict=True)])
    following = {place.partition: part[-1].offset + 1 for place, part in batch.items()}
    connection.execute(_POSITIONS, [list(following), list(following.values())])
    return changed


async def run(spec: Mapping[str, Any]) -> None:
    """Read the topic to its end and beyond, until told to end."""
    fold = FOLDS[spec["fold"]]()
    kafka = AIOKafkaConsumer(
        bootstrap_servers=spec["bootstrap"],
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=2_097_152,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=spec["bootstrap"],
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        linger_ms=5,
        max_batch_size=262_144,
    )
    await kafka.start()
    await producer.start()
    kafka.assign([TopicPartition(spec["topic"], number) for number in spec["partitions"]])
    with psycopg.connect(spec["database"], autocommit=True) as connection:
        await _loop(kafka, producer, connection, fold, spec.get("output"))


async def _loop(
    kafka: AIOKafkaConsumer,
    producer: AIOKafkaProducer,
    connection: Connection,
    fold: Fold,
    output: str | None,
) -> None:
    first = True
    while True:
        batch = await kafka.getmany(timeout_ms=100, max_records=2_000)
        if not batch:
            continue
        if first:
            begun()
            first = False
        if output is None:
            await asyncio.to_thread(_in_transaction, connection, fold, batch)
            continue
        with connection.transaction():
            changed = await asyncio.to_thread(apply, connection, fold, batch)
            await _publish(producer, output, fold, batch, changed)


def _in_transaction(connection: Connection, fold: Fold, batch: Batch) -> None:
    with connection.transaction():
        apply(connection, fold, batch)


async def _publish(
    producer: AIOKafkaProducer, topic: str, fold: Fold, batch: Batch, changed: Sequence[Any]
) -> None:
    """One message a changed shipment, to the partition it came from, and wait for all."""
    lanes: dict[int, Any] = {place.partition: producer.create_batch() for place in batch}
    sent = []
    for one in changed:
        key, value = fold.message(one)
        lane = lanes[one.partition]
        if lane.append(timestamp=None, key=key, value=value) is None:
            sent.append(await producer.send_batch(lane, topic, partition=one.partition))
            lane = lanes[one.partition] = producer.create_batch()
            lane.append(timestamp=None, key=key, value=value)
    for partition, lane in lanes.items():
        if lane.record_count():
            sent.append(await producer.send_batch(lane, topic, partition=partition))
    await asyncio.gather(*sent)


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
