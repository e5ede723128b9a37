"""The watchman: says that time has passed without a word, once and provably.

It acts on a deadline only when the partition was read to the log's end at a moment after the
deadline, in a transaction that holds the partition's position. Whichever worker does so, the
partition's owner publishes: the messages wait in the outbox behind what that position stands for.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.codec import envelope
from waymark_events.ids import ShipmentId
from waymark_events.topics.names import CARRIER_LOOKS, SHIPMENT_EVENTS
from waymark_runtime import positions
from waymark_runtime.outbox import Outbox
from waymark_runtime.outgoing import Outgoing, outgoing
from waymark_runtime.postgres import transaction

from projection.app.judging import answers, may_judge
from projection.app.refolding import is_newer, refold
from projection.domain import Deadline, State, deadlines, unpack
from projection.store import asides, shipments
from projection.store.shipments import Row

_AT_ONCE: Final = 500
_SERVICE: Final = "projection"
_Linked = tuple[dict[ShipmentId, list[State]], set[ShipmentId]]
_SILENCE: Final = frozenset({"fell_silent", "never_seen"})


class Tide(Struct, frozen=True):
    """The ends of both topics' logs, asked for after `seen_at`: (topic, partition) to offset."""

    seen_at: datetime
    ends: Mapping[tuple[str, int], int]


class Watchman:
    """Looks at every partition. `consumer` and `looks` name the groups whose positions count.

    A deadline that waits for something is looked at again after `again_after`.
    """

    def __init__(
        self,
        pool: ConnectionPool,
        tide: Callable[[], Tide],
        *,
        consumer: str,
        looks: str,
        again_after: timedelta,
    ) -> None:
        self._pool = pool
        self._tide = tide
        self._consumer = consumer
        self._looks = looks
        self._again_after = again_after
        self._outbox = Outbox(consumer)

    def watch(self) -> None:
        """Take one look; Kafka is asked only where a deadline may have passed."""
        with transaction(self._pool) as connection:
            waiting = shipments.partitions_due(connection)
        if not waiting:
            return
        tide = self._tide()
        for partition in waiting:
            with transaction(self._pool) as connection:
                self._watch(connection, partition, tide)

    def _watch(self, connection: Connection, partition: int, tide: Tide) -> None:
        following = positions.locked_position(
            connection, self._consumer, SHIPMENT_EVENTS, partition
        )
        if following < tide.ends[SHIPMENT_EVENTS, partition]:
            return
        due = shipments.due(connection, partition, tide.seen_at, _AT_ONCE)
        rows = _of_this_fold(connection, due)
        called = self._called(connection, rows, tide)
        self._outbox.add(
            connection, SHIPMENT_EVENTS, partition, following, [one for _, one in called]
        )
        again = tide.seen_at + self._again_after
        checks = _checks(rows, {no for no, _ in called}, tide, again)
        checks += [(row.no, again) for row in due if is_newer(row)]
        shipments.look_again(connection, checks)

    def _called(
        self, connection: Connection, rows: Sequence[Row], tide: Tide
    ) -> list[tuple[int, Outgoing]]:
        scene = self._scene(connection, rows, tide)
        return [
            (row.no, _message(row, deadline))
            for row in rows
            for deadline in deadlines(unpack(row.state))
            if deadline.due <= tide.seen_at and scene.allows(row, deadline)
        ]

    def _scene(self, connection: Connection, rows: Sequence[Row], tide: Tide) -> "_Scene":
        linked, unread = _linked(connection, rows)
        return _Scene(
            looks=asides.looks(connection, [row.id for row in rows]),
            linked=linked,
            unread=unread,
            looks_read=self._read_to(connection, self._looks, CARRIER_LOOKS, tide),
            stream_read=self._read_to(connection, self._consumer, SHIPMENT_EVENTS, tide),
        )

    def _read_to(self, connection: Connection, consumer: str, topic: str, tide: Tide) -> bool:
        places = [place for place in tide.ends if place[0] == topic]
        stored = positions.load(connection, consumer, places)
        return all(place in stored and stored[place].next >= tide.ends[place] for place in places)


class _Scene(Struct, frozen=True):
    """What has to be known of rows before their deadlines are called.

    `unread` are those with a leg that only a newer build can read.
    """

    looks: Mapping[str, asides.Look]
    linked: Mapping[ShipmentId, Sequence[State]]
    unread: Collection[ShipmentId]
    looks_read: bool
    stream_read: bool

    def allows(self, row: Row, deadline: Deadline) -> bool:
        """Whether to call a deadline that has passed; nothing is while its account is down."""
        look = self.looks.get(row.id)
        if not self.looks_read or (look is not None and look.healthy is False):
            return False
        if row.id in self.unread:
            return False
        if deadline.kind in _SILENCE:
            return may_judge(unpack(row.state), look)
        others = self.linked.get(row.id, ())
        if deadline.kind == "promise_missed" and others:
            return self.stream_read and not any(answers(other, deadline) for other in others)
        return True


def _linked(connection: Connection, rows: Sequence[Row]) -> _Linked:
    """The other legs of each row, and the rows with a leg that a newer build has folded."""
    wanted = {row.id: [link.leg.shipment_id for link in unpack(row.state).links] for row in rows}
    loaded = shipments.load(connection, {leg for legs in wanted.values() for leg in legs})
    found = {row.id: row for row in _of_this_fold(connection, loaded.values())}
    linked = {
        name: [unpack(found[leg].state) for leg in legs if leg in found]
        for name, legs in wanted.items()
        if legs
    }
    newer = loaded.keys() - found.keys()
    return linked, {name for name, legs in wanted.items() if not newer.isdisjoint(legs)}


def _of_this_fold(connection: Connection, rows: Iterable[Row]) -> list[Row]:
    """Rows as this build folds them: older ones anew, newer ones left to the build that did."""
    ours = [row for row in rows if not is_newer(row)]
    refold(connection, ours, lambda: None)
    return ours


def _message(row: Row, deadline: Deadline) -> Outgoing:
    return outgoing(
        SHIPMENT_EVENTS, envelope(_SERVICE, deadline.ce_id, deadline.due, row.id, deadline.body)
    )


def _checks(
    rows: Sequence[Row], called: set[int], tide: Tide, again: datetime
) -> list[tuple[int, datetime | None]]:
    """When to look again: soon where a deadline waits for something, else at the next one."""
    checks: list[tuple[int, datetime | None]] = []
    for row in rows:
        standing = deadlines(unpack(row.state))
        if row.no in called or (standing and standing[0].due <= tide.seen_at):
            checks.append((row.no, again))
        else:
            checks.append((row.no, standing[0].due if standing else None))
    return checks
