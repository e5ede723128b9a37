"""What holds once nothing is under way: nothing lost, and everything as the fold says."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from notifier.domain.triggers import State
from projection import domain
from projection.domain import Fact
from simulation import facts, reading
from simulation.always import Watch
from simulation.broker import Record, time_of
from simulation.saying import DEAD_LETTERS, NOTIFICATIONS
from simulation.tallying import OUTPUT
from simulation.world import GROUPS, INBOX, PROJECTOR, TALLY, World
from waymark_events.codec import Envelope, decode
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged


def check(world: World, watch: Watch) -> None:
    """AssertionError for what was lost, is owed, or is not as the fold says."""
    watch.look()
    _nothing_waits(world)
    _all_is_published(world, watch)
    _all_poison_is_parked(world, watch)
    _rows_are_the_fold(world, watch)
    _people_are_told(world, watch)


def _nothing_waits(world: World) -> None:
    for group in GROUPS:
        assert not world.databases[group].table("outbox"), f"the outbox of {group} is not empty"
    assert not world.notifications.pending(1), "notifications wait"
    assert world.orders.position == world.orders.end, "the order log is not published"


def _all_is_published(world: World, watch: Watch) -> None:
    assert world.orders.names == set(watch.said.get(facts.STREAM, ())), "a committed fact is lost"
    right = {
        (record.partition, record.offset)
        for record in _stream(world)
        if not reading.is_damaged(record)
    }
    assert set(watch.said.get(OUTPUT, ())) == right, "a message of the tally is lost"


def _all_poison_is_parked(world: World, watch: Watch) -> None:
    damaged = {(one.partition, one.offset) for one in _stream(world) if reading.is_damaged(one)}
    poison = {(one.partition, one.offset) for one in _stream(world) if reading.fact_in(one) is None}
    right = {PROJECTOR: poison, TALLY: damaged}
    for topic, group in DEAD_LETTERS.items():
        assert set(watch.said.get(topic, ())) == right[group], f"dead letters of {group}"


def _rows_are_the_fold(world: World, watch: Watch) -> None:
    """Every row and every status ever said, against a fold that never saw a fault."""
    said: dict[str, list[tuple[int, PublicStatus]]] = {}
    for record in watch.said.get(facts.STATUS, {}).values():
        message = decode(record.key, record.value, record.headers)
        assert isinstance(message, Envelope)
        assert isinstance(message.body, ShipmentStatusChanged)
        said.setdefault(message.subject, []).append((message.body.version, message.body.status))
    rows = {row.id: row for row in world.databases[PROJECTOR].table("shipment").values()}
    streams = _facts(world)
    assert rows.keys() == streams.keys(), "a parcel is lost"
    for key, stream in streams.items():
        right = list(_statuses(stream))
        assert said.get(key, []) == right, f"statuses of {key}"
        shown = domain.status(domain.unpack(rows[key].state))
        assert shown == domain.status(domain.fold(stream)), f"row of {key}"


def _people_are_told(world: World, watch: Watch) -> None:
    entries = list(world.databases[INBOX].table("ledger").values())
    assert all(entry.next_try is None for entry in entries), "a mail is still due"
    for entry in entries:
        sent = entry.row.state == State.SENT
        assert not sent or world.boxes.arrived[entry.row.id], "a mail that was sent is not there"
    ended = {f"{entry.row.id}:{entry.row.state}" for entry in entries}
    assert ended == set(watch.said.get(NOTIFICATIONS, ())), "an end of a mail is not told"
    heard = {str(name) for _, name in world.databases[INBOX].table("heard")}
    assert heard >= set(map(str, watch.said.get(facts.STATUS, ()))), "a retailer missed a status"


def _stream(world: World) -> Iterator[Record]:
    for partition in world.partitions:
        yield from world.broker.logs[facts.STREAM, partition]


def _facts(world: World) -> Mapping[str, list[Fact]]:
    """The distinct facts of each parcel in log order, each as it became known first."""
    streams: dict[str, dict[str, Fact]] = {}
    clocks: dict[int, datetime] = {}
    for record in _stream(world):
        if not isinstance(decode(*reading.content(record)), Envelope):
            continue
        at = max(time_of(record), clocks.get(record.partition, time_of(record)))
        clocks[record.partition] = at
        said = reading.fact_in(record)
        if said is not None:
            streams.setdefault(said.key, {}).setdefault(said.ce_id, Fact(said.ce_id, at, said.body))
    return {key: list(stream.values()) for key, stream in streams.items()}


def _statuses(stream: list[Fact]) -> Iterator[tuple[int, Any]]:
    shown: Any = None
    for version in range(1, len(stream) + 1):
        now = domain.status(domain.fold(stream[:version]))
        if now != shown:
            shown = now
            yield version, now
