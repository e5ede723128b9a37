"""What was read becomes rows of the ledger, in the transaction that moves the position."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import OrderId, RecipientId, ShipmentId
from waymark_events.messages.orders import OrderEvent, OrderState
from waymark_events.messages.people import ContactSet
from waymark_events.messages.statuses import ShipmentStatusChanged

from notifier.app.announcing import announce
from notifier.app.gathering import Gathered
from notifier.app.retailer_events import Heard
from notifier.domain.days import last_day
from notifier.domain.planning import Setting, rows_of_event, rows_of_status
from notifier.domain.rows import Row
from notifier.store import documents, kept, ledger
from notifier.store.documents import Leg


class StatusRead(Struct, frozen=True):
    """A status as it came."""

    shipment_id: ShipmentId
    message: ShipmentStatusChanged
    traceparent: str | None


class EventRead(Struct, frozen=True):
    """An order's event as it came; `id` names the message."""

    id: str
    body: OrderEvent
    traceparent: str | None


class Forgotten(Struct, frozen=True):
    """A person whose contact was deleted."""

    recipient_id: RecipientId


ContactRead = ContactSet | Forgotten
Orders = Mapping[OrderId, OrderState]
NO_ORDERS: Final[Orders] = MappingProxyType({})


class Planner:
    """Keeps what was read and plans what is to be told. `sms` asks a retailer's setting.

    What is taken answers the ends that were queued at once.
    """

    def __init__(self, sms: Callable[[str], bool], now: Callable[[], datetime]) -> None:
        self._sms = sms
        self._now = now

    def take_statuses(self, connection: Connection, read: Sequence[StatusRead]) -> list[Heard]:
        """Plan each status in its turn; one that is not newer than what is kept adds nothing."""
        if not read:
            return []
        ids = sorted({one.shipment_id for one in read})
        parcels = sorted({b.parcel_id for one in read for b in one.message.status.bookings})
        told = ledger.told(connection, ids, parcels)
        orders = documents.orders(
            connection, (b.order_id for one in read for b in one.message.status.bookings)
        )
        gathered = Gathered(documents.legs(connection, ids, parcels), told, orders)
        touched: dict[ShipmentId, Leg] = {}
        planned: list[Row] = []
        for one in read:
            leg = _newer(gathered.leg(one.shipment_id), one)
            if leg is not None:
                touched[one.shipment_id] = leg
                planned += self._rows(gathered, leg, one.traceparent)
        documents.keep_legs(connection, list(touched.values()))
        return self._add(connection, planned)

    def take_events(self, connection: Connection, read: Sequence[EventRead]) -> list[Heard]:
        """Keep the newest state of each order, plan its messages, wake what waited for it."""
        if not read:
            return []
        newest: dict[str, OrderState] = {}
        planned: list[Row] = []
        for one in read:
            order = one.body.order
            newest[order.order_id] = max(
                (newest.get(order.order_id, order), order), key=lambda state: state.version
            )
            setting = self._setting(order.retailer, one.traceparent)
            planned += rows_of_event(one.body, one.id, setting)
        documents.keep_orders(connection, list(newest.values()))
        ended = self._add(connection, planned)
        ledger.wake(connection, self._now(), orders=sorted(newest))
        return ended

    def take_contacts(self, connection: Connection, read: Sequence[ContactRead]) -> None:
        """Keep or forget how people are reached, in this order; what waited for them goes on."""
        if not read:
            return
        for _, run in groupby(read, key=type):
            steps = list(run)
            documents.keep_contacts(connection, [s for s in steps if isinstance(s, ContactSet)])
            gone = [step.recipient_id for step in steps if isinstance(step, Forgotten)]
            documents.drop_contacts(connection, gone)
            kept.drop(connection, gone)
        people = sorted({one.recipient_id for one in read})
        ledger.wake(connection, self._now(), recipients=people)

    def _rows(self, gathered: Gathered, leg: Leg, traceparent: str | None) -> list[Row]:
        gathered.keep(leg)
        setting = self._setting(leg.message.retailer, traceparent, gathered.orders)
        legs = [one.message for one in gathered.legs_beside(leg)]
        rows = rows_of_status(leg.message, legs, gathered.told(leg), leg.promised, setting)
        gathered.add(rows)
        return rows

    def _setting(
        self, retailer: str, traceparent: str | None, orders: Orders = NO_ORDERS
    ) -> Setting:
        return Setting(self._now(), self._sms(retailer), traceparent, orders)

    def _add(self, connection: Connection, rows: Sequence[Row]) -> list[Heard]:
        return announce(connection, [(row, row.planned_at) for row in ledger.add(connection, rows)])


def _newer(known: Leg | None, read: StatusRead) -> Leg | None:
    """The leg after a status; None when the status is not above what is kept."""
    status = read.message.status
    promised = last_day(status.promise.span) if status.promise is not None else None
    if known is not None and known.message.status.journey == status.journey:
        promised = known.promised or promised
    leg = Leg(read.shipment_id, read.message, promised)
    return leg if known is None or known.place < leg.place else None
