"""The watchman: says that time has passed without a word, once and provably.

It acts on a deadline only when the partition was read to the log's end at a moment after the
deadline, in a transaction that holds the partition's position. Silence it judges only where the
carrier was heard or asked with success since the last fact, and never while the account is down:
then one alarm stands, not one a parcel.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.codec import envelope
from waymark_events.ids import ShipmentId
from waymark_runtime import positions
from waymark_runtime.outbox import Outbox
from waymark_runtime.outgoing import Outgoing, outgoing

from projection.app.incoming import STREAM
from projection.domain import Deadline, State, deadlines, unpack
from projection.store import reading, shipments
from projection.store.reading import Look
from projection.store.shipments import Row

LOOKS: Final = "carrier.looks.v1"
AGAIN_AFTER: Final = timedelta(minutes=1)
_AT_ONCE: Final = 500
_SERVICE: Final = "projection"
_SILENCE: Final = frozenset({"fell_silent", "never_seen"})


class Tide(Struct, frozen=True):
    """The ends that the logs had at a moment: (topic, partition) to offset."""

    seen_at: datetime
    ends: Mapping[tuple[str, int], int]


class Watchman:
    """Watches the partitions that this process owns. `consumer` and `looks` name the consumers."""

    def __init__(self, consumer: str, looks: str) -> None:
        self._consumer = consumer
        self._looks = looks
        self._outbox = Outbox(consumer)

    def watch(self, connection: Connection, partition: int, tide: Tide) -> int:
        """Look at one partition; returns how many deadlines were called."""
        following = positions.locked_position(connection, self._consumer, STREAM, partition)
        if following < tide.ends[STREAM, partition]:
            return 0
        rows = shipments.due(connection, partition, tide.seen_at, _AT_ONCE)
        if not rows:
            return 0
        called = self._called(connection, rows, tide)
        self._outbox.add(connection, STREAM, partition, following, [one for _, one in called])
        shipments.look_again(connection, _next_looks(rows, {no for no, _ in called}, tide.seen_at))
        return len(called)

    def _called(
        self, connection: Connection, rows: Sequence[Row], tide: Tide
    ) -> list[tuple[int, Outgoing]]:
        looks = reading.looks(connection, [row.id for row in rows])
        heard_out = self._read_to(connection, self._looks, LOOKS, tide)
        linked = _linked(connection, rows)
        all_read = self._read_to(connection, self._consumer, STREAM, tide)
        called = []
        for row in rows:
            state = unpack(row.state)
            for deadline in deadlines(state):
                if deadline.due > tide.seen_at:
                    break
                if deadline.kind in _SILENCE and not (
                    heard_out and may_judge(state, looks.get(row.id))
                ):
                    continue
                others = linked.get(row.id, [])
                if deadline.kind == "promise_missed" and others:
                    if not all_read or any(answers(other, deadline) for other in others):
                        continue
                called.append((row.no, _message(row, deadline)))
        return called

    def _read_to(self, connection: Connection, consumer: str, topic: str, tide: Tide) -> bool:
        places = [place for place in tide.ends if place[0] == topic]
        stored = positions.load(connection, consumer, places)
        return all(place in stored and stored[place].next >= tide.ends[place] for place in places)


def may_judge(state: State, look: Look | None) -> bool:
    """Whether silence means anything: the carrier answered us after the last it said.

    A parcel that nobody asks about, and one whose account is down, cannot fall silent.
    """
    if look is None or look.healthy is False or look.answered_at is None:
        return False
    return state.carrier_known is None or look.answered_at >= state.carrier_known


def answers(other: State, deadline: Deadline) -> bool:
    """Whether a linked leg reached its end, its counter or the door by the deadline."""
    answered = other.course.answered
    return answered is not None and answered <= deadline.due


def _linked(connection: Connection, rows: Sequence[Row]) -> dict[ShipmentId, list[State]]:
    wanted = {row.id: [link.leg.shipment_id for link in unpack(row.state).links] for row in rows}
    found = shipments.load(connection, {leg for legs in wanted.values() for leg in legs})
    return {
        name: [unpack(found[leg].state) for leg in legs if leg in found]
        for name, legs in wanted.items()
        if legs
    }


def _message(row: Row, deadline: Deadline) -> Outgoing:
    return outgoing(STREAM, envelope(_SERVICE, deadline.ce_id, deadline.due, row.id, deadline.body))


def _next_looks(
    rows: Sequence[Row], called: set[int], now: datetime
) -> list[tuple[int, datetime | None]]:
    """When to look again: soon where a deadline waits for something, else at the next one."""
    looks: list[tuple[int, datetime | None]] = []
    for row in rows:
        standing = deadlines(unpack(row.state))
        if row.no in called or (standing and standing[0].due <= now):
            looks.append((row.no, now + AGAIN_AFTER))
        else:
            looks.append((row.no, standing[0].due if standing else None))
    return looks
