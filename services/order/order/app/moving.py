"""Statuses of shipments move orders on: a whole batch is saved in one call."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import OrderId, RetailerId, shipment_id
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.ordering import own_instant
from waymark_events.values import Instant
from waymark_events.vocabulary import Flag

from order.domain.commands import Move
from order.domain.decide import decide
from order.domain.evolve import evolve
from order.domain.facts import Fact
from order.domain.order import Order
from order.store.beside import Beside
from order.store.orders import Change, OrderStore

_AHEAD: Final = timedelta(days=1)
_OLDEST: Final = timedelta(days=365)


class Asked(Struct, frozen=True):
    """A move, and the order that the status names."""

    retailer: RetailerId
    order_id: OrderId
    move: Move


def moves(statuses: Iterable[ShipmentStatusChanged]) -> list[Asked]:
    """What statuses ask of the orders they were booked for, in their order.

    A number that ended before its order was placed says nothing of the order yet.
    """
    return [
        Asked(status.retailer, booking.order_id, _move(status))
        for status in statuses
        if Flag.NUMBER_USED_BEFORE not in status.status.flags
        for booking in status.status.bookings
    ]


class Moving:
    """Applies statuses inside the consumer's transaction."""

    def __init__(self, store: OrderStore) -> None:
        self._store = store

    def apply(
        self, connection: Connection[Any], statuses: Sequence[ShipmentStatusChanged], now: Instant
    ) -> int:
        """Store what moves; answers how many facts. Most statuses move no piece and take no turn.

        Where some do, the log is held before orders are read again: a command that came between
        cannot make the batch fail.
        """
        asked = moves(statuses)
        if not self._decided(connection, asked, now):
            return 0
        self._store.recorder.take_turn(connection)
        changes = self._decided(connection, asked, now)
        beside = Beside(at=now, due=tuple(change.due for change in changes))
        self._store.save_within(connection, changes, beside)
        return sum(len(change.facts) for change in changes)

    def _decided(
        self, connection: Connection[Any], asked: Sequence[Asked], now: Instant
    ) -> list[Change]:
        orders = self._store.load_many({one.order_id for one in asked}, connection)
        return decided(orders, asked, now)


def decided(orders: Mapping[OrderId, Order], asked: Sequence[Asked], now: Instant) -> list[Change]:
    """The change of each order that a batch moves; orders of others and unknown ones stay."""
    found: dict[OrderId, tuple[Fact, ...]] = {}
    current = dict(orders)
    for one in asked:
        order = current.get(one.order_id)
        if order is None or order.retailer != one.retailer:
            continue
        for fact in decide(order, one.move, now):
            current[one.order_id] = order = evolve(order, fact)
            found[one.order_id] = (*found.get(one.order_id, ()), fact)
    return [Change.of(orders[order_id], facts) for order_id, facts in found.items()]


def _happened_at(status: ShipmentStatusChanged) -> Instant:
    """The carrier's own time where it can be: not long after it was heard, nor ages before."""
    if status.since is None:
        return status.known_at
    own = own_instant(status.since)
    earliest, latest = status.known_at - _OLDEST, status.known_at + _AHEAD
    return own if earliest <= own <= latest else status.known_at


def _move(status: ShipmentStatusChanged) -> Move:
    return Move(
        shipment_id=shipment_id(status.retailer, status.carrier, status.number),
        generation=status.generation,
        status_version=status.version,
        milestone=status.status.milestone,
        happened_at=_happened_at(status),
    )
