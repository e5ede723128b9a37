"""Which journey of a number an order sees: its own, whoever was given the number afterwards."""

from collections.abc import Collection, Mapping

from msgspec.structs import replace
from psycopg import Connection
from waymark_events.ids import OrderId
from waymark_events.messages.orders import OrderState
from waymark_events.messages.statuses import ShipmentStatusChanged

from projection.app.reading import fact_from
from projection.app.resources import change_of
from projection.domain import Fact, as_booked
from projection.store import facts, reading
from projection.store.reading import ShipmentRow
from projection.store.shipments import KEPT

Legs = Mapping[str, ShipmentStatusChanged]
"""By shipment id; a leg whose booking was not read yet is missing."""


def legs_of(
    connection: Connection, order: OrderState, rows: Mapping[str, ShipmentRow]
) -> dict[str, ShipmentStatusChanged]:
    """The legs of an order as its own journeys left them.

    Cost: nothing, but for a number that somebody else has now: that one is folded again.
    """
    names = {leg.shipment_id for parcel in order.parcels for leg in parcel.legs}
    own = ((name, _own(connection, order.order_id, rows[name])) for name in names if name in rows)
    return {name: change for name, change in own if change is not None}


def facts_of(connection: Connection, shipment: str) -> list[Fact] | None:
    """The facts of a shipment that this build can fold, in log order."""
    return facts_of_all(connection, [shipment]).get(shipment)


def facts_of_all(connection: Connection, shipments: Collection[str]) -> dict[str, list[Fact]]:
    """The same of several, in three round trips however many; unknown ones are absent."""
    rows = reading.seen(connection, shipments)
    first = {row.no: (row.partition, row.seen) for row in rows.values()}
    beyond = [row.no for row in rows.values() if row.version > KEPT]
    stored = facts.history(connection, first, beyond)
    return {
        name: [fact for one in stored[row.no] if (fact := fact_from(one)) is not None]
        for name, row in rows.items()
    }


def _own(connection: Connection, order: OrderId, row: ShipmentRow) -> ShipmentStatusChanged | None:
    change = change_of(row)
    if any(booking.order_id == order for booking in change.status.bookings):
        return change
    found = as_booked(facts_of(connection, row.id) or (), order)
    if found is None:
        return None
    return replace(change, status=found.status, since=found.since, known_at=found.known_at)
