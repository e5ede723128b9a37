"""What was read becomes rows of the ledger, in the transaction that moves the position."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import RecipientId, ShipmentId
from waymark_events.messages.orders import OrderEvent, OrderState
from waymark_events.messages.people import ContactSet
from waymark_events.messages.statuses import ShipmentStatusChanged

from notifier.app.announcing import announce
from notifier.domain.days import last_day
from notifier.domain.planning import Setting, rows_of_event, rows_of_status
from notifier.domain.rows import Row
from notifier.store import documents, ledger
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


class Planner:
    """Keeps what was read and plans what is to be told. `sms` asks a retailer's setting."""

    def __init__(self, sms: Callable[[str], bool], now: Callable[[], datetime]) -> None:
        self._sms = sms
        self._now = now

    def take_statuses(self, connection: Connection, read: Sequence[StatusRead]) -> None:
        """Plan each status in its turn; one that is not newer than what is kept adds nothing."""
        ids = {one.shipment_id for one in read}
        parcels = {b.parcel_id for one in read for b in one.message.status.bookings}
        legs = documents.legs(connection, ids, parcels)
        told = ledger.told(connection, sorted(ids), sorted(parcels))
        touched: dict[ShipmentId, Leg] = {}
        planned: list[Row] = []
        for one in read:
            leg = _newer(legs.get(one.shipment_id), one)
            if leg is not None:
                legs[one.shipment_id] = touched[one.shipment_id] = leg
                planned += self._rows(leg, legs.values(), [*told, *planned], one.traceparent)
        documents.keep_legs(connection, list(touched.values()))
        self._add(connection, planned)

    def take_events(self, connection: Connection, read: Sequence[EventRead]) -> None:
        """Keep the newest state of each order, plan its messages, wake what waited for it."""
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
        self._add(connection, planned)
        ledger.wake(connection, self._now(), orders=list(newest))

    def take_contact(self, connection: Connection, contact: ContactSet) -> None:
        """Keep how a person is reached and wake what waited for it."""
        documents.keep_contact(connection, contact)
        ledger.wake(connection, self._now(), recipients=[contact.recipient_id])

    def drop_contact(self, connection: Connection, recipient: str) -> None:
        """Forget how a person is reached; what is open for that person ends."""
        documents.drop_contact(connection, recipient)
        ledger.wake(connection, self._now(), recipients=[RecipientId(recipient)])

    def _rows(
        self, leg: Leg, legs: Iterable[Leg], told: Sequence[Row], traceparent: str | None
    ) -> list[Row]:
        mine = [
            row
            for row in told
            if row.about.shipment_id == leg.shipment_id or row.about.parcel_id in leg.parcels
        ]
        others = [other.message for other in legs if other.parcels & leg.parcels]
        setting = self._setting(leg.message.retailer, traceparent)
        return rows_of_status(leg.message, others, mine, leg.promised, setting)

    def _setting(self, retailer: str, traceparent: str | None) -> Setting:
        return Setting(self._now(), self._sms(retailer), traceparent)

    def _add(self, connection: Connection, rows: Sequence[Row]) -> None:
        for row in ledger.add(connection, rows):
            announce(connection, row, row.planned_at)


def _newer(known: Leg | None, read: StatusRead) -> Leg | None:
    """The leg after a status; None when the status is not above what is kept."""
    status = read.message.status
    promised = last_day(status.promise.span) if status.promise is not None else None
    if known is not None and known.message.status.journey == status.journey:
        promised = known.promised or promised
    leg = Leg(read.shipment_id, read.message, promised)
    return leg if known is None or known.place < leg.place else None
