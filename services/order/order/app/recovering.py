"""Takes back from the topics what a database has forgotten that was set back.

Events are made again byte for byte, each order's in its order; rows without history come from the
compacted topics. What was decided and not yet published is gone: nobody heard of it.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from eventsourcing.persistence import StoredEvent
from msgspec import Struct
from psycopg import Connection
from waymark_events.codec import Envelope, decode
from waymark_events.ids import OrderId
from waymark_events.messages.people import ContactSet
from waymark_events.messages.retailers import KeySet, RetailerSet
from waymark_events.topics.names import CONTACT, KEY, RETAILER
from waymark_runtime import abreast
from waymark_runtime.faults import Refused
from waymark_runtime.records import Arrived
from waymark_runtime.relay import BATCH

from order.app.comparing import told_of
from order.store import recovering
from order.store.beside import Beside, Due, write_beside
from order.store.orders import Change, OrderStore
from order.store.remaking import Place, Told

COMPACTED: Final = (RETAILER, KEY, CONTACT)
_AT_ONCE: Final = 500


class Report(Struct):
    """What was taken back. `forgotten` are contacts that were erased since."""

    events: int = 0
    orders: int = 0
    contacts_forgotten: int = 0


class Partition:
    """The last events that one partition first tells of, each with its number where it has one.

    `highest` is the number of the newest event that it told of: what has a lower one is a repeat.
    """

    def __init__(self) -> None:
        self.held: deque[tuple[Told, int | None]] = deque()
        self.places: set[Place] = set()
        self.highest = 0

    def hear(self, one: Told, number: int | None) -> Told | None:
        """Hold an event, unless it is a repeat; what is held no longer and is not in the log."""
        if one.place in self.places or (number is not None and number <= self.highest):
            return None
        self.highest = number or self.highest
        self.places.add(one.place)
        self.held.append((one, number))
        if len(self.held) <= BATCH:
            return None
        first, known = self.held.popleft()
        self.places.discard(first.place)
        return first if known is None else None


class Recovering:
    """One recovery, in the caller's transaction, which holds the log. `relay` publishes the log."""

    def __init__(self, connection: Connection, store: OrderStore, relay: str) -> None:
        self._connection = connection
        self._store = store
        self._relay = relay
        self._partitions: dict[int, Partition] = {}
        self._orders: set[OrderId] = set()
        self.report = Report()

    def begin(self) -> None:
        """Hold the log, and be let in."""
        abreast.let_in(self._connection)
        recovering.begin(self._connection)
        self._store.recorder.take_turn(self._connection)

    def take(self, records: Sequence[Arrived]) -> None:
        """Take the next records of the log's topic; events that are not there are put back.

        The last ones of each partition are held back, so that they stand last in the log: what
        else they say may not be published yet, and is published again.
        """
        said = told_of(records)
        self._check(said)
        known = recovering.numbers(self._connection, [one.place for one in said])
        leaving: list[Told] = []
        for one in said:
            partition = self._partitions.setdefault(one.record.partition, Partition())
            left = partition.hear(one, known.get(one.place))
            if left is not None:
                leaving.append(left)
        self._put(leaving)

    def end(self) -> None:
        """Put back what was held, and say from where the log is published again."""
        held = [one for partition in self._partitions.values() for one in partition.held]
        numbers = self._put([told for told, number in held if number is None])
        numbers += [number for _, number in held if number is not None]
        if numbers:
            recovering.move_relay(self._connection, self._relay, min(numbers) - 1)
        self._set_dues()

    def take_rows(self, records: Iterable[Arrived]) -> None:
        """Take the next records of a compacted topic, in order."""
        for record in records:
            message = decode(record.key, record.value, record.headers)
            if record.value is None and record.topic == CONTACT and record.key:
                recovering.drop_contacts(self._connection, [record.key.decode()])
            elif isinstance(message, Envelope):
                self._set(message)

    def end_rows(self) -> None:
        """Erasures stand: a contact that the topic has no longer is deleted."""
        gone = recovering.forget_the_others(self._connection, self._relay)
        self.report.contacts_forgotten = gone

    def _check(self, said: Sequence[Told]) -> None:
        events = [one.event for one in said if one.event is not None]
        other = recovering.different(self._connection, events)
        if other is not None:
            raise Refused(
                f"event {other[1]} of {other[0]} is in the database with another content than was "
                "published: somebody decided on it after it was set back. Put the dump in its "
                "place once more, with `order` stopped, and recover then",
                "decided_twice",
            )

    def _put(self, new: Sequence[Told]) -> list[int]:
        if not new:
            return []
        numbers = recovering.put(self._connection, [_event(one) for one in new])
        for one, number in zip(new, numbers, strict=True):
            partition = self._partitions[one.record.partition]
            partition.highest = max(partition.highest, number)
        self._orders |= {OrderId(str(one.place[0])) for one in new if one.kind[:6] == "order."}
        self.report.events += len(new)
        self.report.orders = len(self._orders)
        return numbers

    def _set_dues(self) -> None:
        """When orders fall due follows from their events."""
        names = sorted(self._orders)
        for start in range(0, len(names), _AT_ONCE):
            orders = self._store.load_many(names[start : start + _AT_ONCE], self._connection)
            dues: list[Due] = [Change.of(order, ()).due for order in orders.values()]
            if dues:
                at = max(order.last_at for order in orders.values())
                with self._connection.cursor() as cursor:
                    write_beside(cursor, Beside(at=at, due=tuple(dues)))

    def _set(self, message: Envelope) -> None:
        match message.body:
            case ContactSet():
                recovering.set_contact(self._connection, message.body, message.time)
            case RetailerSet():
                recovering.set_retailer(self._connection, message.body, message.time)
            case KeySet():
                recovering.set_key(self._connection, message.body, message.time)


def _event(one: Told) -> StoredEvent:
    if one.event is None:
        at = one.record
        raise Refused(
            f"{at.topic}[{at.partition}] at {at.offset}: {one.kind} was published by a build that "
            "did not tell its events so that they can be made again; take a dump from after it",
            "cannot_be_made_again",
        )
    return one.event
