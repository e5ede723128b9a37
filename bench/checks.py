"""A fast wrong run fails: what every contestant must have written, reckoned from the log alone."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import psycopg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from projection.domain import EMPTY, Fact, State, fold, pack, status, step
from waymark_events.messages.shipments import ShipmentScanned

_DECODE = msgspec.json.Decoder(ShipmentScanned).decode


class WrongError(Exception):
    """A contestant did not write what the log says."""


@dataclass(frozen=True)
class Expected:
    """What the log says. States and latest are by shipment id; `statuses` counts the changes."""

    ends: Mapping[int, int]
    facts: int
    statuses: int
    states: Mapping[str, bytes]
    latest: Mapping[str, tuple[datetime, str]]


def expected(bootstrap: str, topic: str) -> Expected:
    """Read the log once and fold each shipment by itself."""
    by_partition = asyncio.run(read(bootstrap, topic))
    histories: dict[str, dict[str, Fact]] = {}
    for records in by_partition.values():
        for one in records:
            facts = histories.setdefault(one.key.decode(), {})
            ce_id = one.headers[1][1].decode()
            if ce_id not in facts:
                known_at = datetime.fromtimestamp(one.timestamp / 1_000, UTC)
                facts[ce_id] = Fact(ce_id, known_at, _DECODE(one.value))
    told = {name: _told(list(facts.values())) for name, facts in histories.items()}
    return Expected(
        ends={number: len(records) for number, records in by_partition.items()},
        facts=sum(map(len, histories.values())),
        statuses=sum(changes for _, changes in told.values()),
        states={name: packed for name, (packed, _) in told.items()},
        latest={name: _latest(facts.values()) for name, facts in histories.items()},
    )


def _told(facts: list[Fact]) -> tuple[bytes, int]:
    """The state after all facts, and how often the status changed on the way."""
    state: State = EMPTY
    shown, changes = None, 0
    for number, fact in enumerate(facts, start=1):
        stepped = step(state, fact)
        state = fold(facts[:number]) if stepped is None else stepped
        now = status(state)
        changes += now != shown
        shown = now
    return pack(fold(facts)), changes


def _latest(facts: Iterable[Fact]) -> tuple[datetime, str]:
    scans = [one.body for one in facts if isinstance(one.body, ShipmentScanned)]
    last = max(scans, key=lambda scan: scan.observed_at)
    return last.observed_at, last.milestone


def check_projector(database: str, wanted: Expected) -> None:
    """Facts, versions, states and positions, and that nothing waits to be published."""
    with psycopg.connect(database) as connection:
        _same("facts stored", _one(connection, "SELECT count(*) FROM fact"), wanted.facts)
        _same("versions", _one(connection, "SELECT sum(version) FROM shipment"), wanted.facts)
        _same("left in the outbox", _one(connection, "SELECT count(*) FROM outbox"), 0)
        at = connection.execute(
            "SELECT partition, next FROM position WHERE consumer = 'projector' AND next > 0"
        )
        _same("positions", dict(at.fetchall()), wanted.ends)
        rows = connection.execute("SELECT id::text, state FROM shipment").fetchall()
    _same("read model", dict(rows), wanted.states)


def check_published(bootstrap: str, topic: str, wanted: Expected) -> int:
    """Every status is there; answers how many are there again, which must be the same bytes.

    Two owners of a partition, one coming and one going, may both publish what is committed.
    """
    once: dict[bytes, tuple[object, ...]] = {}
    repeats = 0
    for records in asyncio.run(read(bootstrap, topic)).values():
        for one in records:
            ce_id, message = one.headers[1][1], (one.key, one.value, one.headers)
            repeats += ce_id in once
            _same("a status published again", message, once.setdefault(ce_id, message))
    _same("statuses published", len(once), wanted.statuses)
    return repeats


def check_bare(database: str, wanted: Expected, *, with_our_fold: bool) -> None:
    """Events, versions, read model and positions of the bare loop."""
    records = sum(wanted.ends.values())
    with psycopg.connect(database) as connection:
        _same("events stored", _one(connection, "SELECT count(*) FROM event"), records)
        versions = _one(connection, "SELECT sum(version) FROM shipment")
        _same("versions", versions, wanted.facts if with_our_fold else records)
        at = connection.execute("SELECT partition, next FROM position").fetchall()
        _same("positions", dict(at), wanted.ends)
        rows = connection.execute("SELECT id::text, at, milestone, state FROM shipment").fetchall()
    if with_our_fold:
        _same("read model", {name: state for name, _, _, state in rows}, wanted.states)
    else:
        latest = {name: (at, milestone) for name, at, milestone, _ in rows}
        _same("read model", latest, wanted.latest)


def _one(connection: psycopg.Connection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _same(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        texts = (str(one)[:200] for one in (found, wanted))
        raise WrongError(f"{what}: found {next(texts)}, the log says {next(texts)}")


async def read(bootstrap: str, topic: str) -> dict[int, list[ConsumerRecord]]:
    """The whole log, by partition."""
    kafka = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await kafka.start()
    try:
        places = [TopicPartition(topic, number) for number in range(12)]
        kafka.assign(places)
        ends = await kafka.end_offsets(places)
        found: dict[int, list[ConsumerRecord]] = {p.partition: [] for p in places if ends[p]}
        while any(len(found[p.partition]) < end for p, end in ends.items() if end):
            for place, records in (await kafka.getmany(timeout_ms=500)).items():
                found[place.partition] += records
    finally:
        await kafka.stop()
    return found
