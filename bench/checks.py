"""A fast wrong run fails: what every contestant must have written, reckoned from the log alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import psycopg
from aiokafka import ConsumerRecord
from projection.domain import EMPTY, Fact, State, fold, pack, status, step
from waymark_events.messages.shipments import ShipmentScanned

from bench.reading import partitions

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
    found = Expected({}, 0, 0, {}, {})
    for number, records in partitions(bootstrap, topic):
        histories = _histories(records)
        told = {name: _told(facts) for name, facts in histories.items()}
        found = Expected(
            ends={**found.ends, number: records[-1].offset + 1},
            facts=found.facts + sum(map(len, histories.values())),
            statuses=found.statuses + sum(changes for _, changes in told.values()),
            states={**found.states, **{name: packed for name, (packed, _) in told.items()}},
            latest={**found.latest, **{name: _latest(all_) for name, all_ in histories.items()}},
        )
    return found


def _histories(records: Iterable[ConsumerRecord]) -> dict[str, list[Fact]]:
    """The distinct facts of each shipment, in the order of the log."""
    histories: dict[str, dict[str, Fact]] = {}
    for one in records:
        facts = histories.setdefault(one.key.decode(), {})
        ce_id = one.headers[1][1].decode()
        if ce_id not in facts:
            known_at = datetime.fromtimestamp(one.timestamp / 1_000, UTC)
            facts[ce_id] = Fact(ce_id, known_at, _DECODE(one.value))
    return {name: list(facts.values()) for name, facts in histories.items()}


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
        same("facts stored", _one(connection, "SELECT count(*) FROM fact"), wanted.facts)
        same("versions", _one(connection, "SELECT sum(version) FROM shipment"), wanted.facts)
        same("left in the outbox", _one(connection, "SELECT count(*) FROM outbox"), 0)
        at = connection.execute(
            "SELECT partition, next FROM position WHERE consumer = 'projector' AND next > 0"
        )
        same("positions", dict(at.fetchall()), wanted.ends)
        rows = connection.execute("SELECT id::text, state FROM shipment").fetchall()
    same("read model", dict(rows), wanted.states)


def check_published(bootstrap: str, topic: str, wanted: Expected) -> int:
    """Every status is there; answers how many are there again, which must be the same bytes.

    Two owners of a partition, one coming and one going, may both publish what is committed.
    """
    said = repeats = 0
    for _, records in partitions(bootstrap, topic):
        once: dict[bytes, tuple[object, ...]] = {}
        for one in records:
            ce_id, message = one.headers[1][1], (one.key, one.value, one.headers)
            repeats += ce_id in once
            same("a status published again", message, once.setdefault(ce_id, message))
        said += len(once)
    same("statuses published", said, wanted.statuses)
    return repeats


def check_bare(database: str, wanted: Expected, *, with_our_fold: bool) -> None:
    """Events, versions, read model and positions of the bare loop."""
    records = sum(wanted.ends.values())
    with psycopg.connect(database) as connection:
        same("events stored", _one(connection, "SELECT count(*) FROM event"), records)
        versions = _one(connection, "SELECT sum(version) FROM shipment")
        same("versions", versions, wanted.facts if with_our_fold else records)
        at = connection.execute("SELECT partition, next FROM position").fetchall()
        same("positions", dict(at), wanted.ends)
        rows = connection.execute("SELECT id::text, at, milestone, state FROM shipment").fetchall()
    if with_our_fold:
        same("read model", {name: state for name, _, _, state in rows}, wanted.states)
    else:
        latest = {name: (at, milestone) for name, at, milestone, _ in rows}
        same("read model", latest, wanted.latest)


def _one(connection: psycopg.Connection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def same(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        texts = (str(one)[:200] for one in (found, wanted))
        raise WrongError(f"{what}: found {next(texts)}, it must be {next(texts)}")
