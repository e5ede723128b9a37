"""Orders as they are answered and shown: with their legs' rows, and what stands beside both."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import ShipmentId, public
from waymark_events.messages.orders import OrderState, ParcelState
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.parcels import parcel_view

from projection.app.journeys import Legs, legs_of
from projection.app.resources import (
    OrderResource,
    ParcelResource,
    etag,
    order_of,
    row_versions,
    shipment_resource,
    told_resource,
)
from projection.store import asides, reading
from projection.store.asides import Look, Told
from projection.store.reading import OrderRow, ShipmentRow


class Gathered(Struct, frozen=True):
    """An order's row with its document decoded; rows and looks of its legs by shipment id; who was
    told what, oldest first.
    """

    row: OrderRow
    order: OrderState
    rows: Mapping[str, ShipmentRow]
    looks: Mapping[str, Look]
    told: Sequence[Told]

    @property
    def tag(self) -> str:
        """An ETag over all that was joined."""
        versions = row_versions(self.rows.values(), self.looks)
        told = (f"{one.at}:{one.outcome}" for one in self.told)
        return etag(self.row.version, *versions, *told)


class Joined(Gathered, frozen=True):
    """The same with its legs as the order sees them: a number that somebody else has now is folded
    again for that, which whoever asks for the tag alone need not pay.
    """

    legs: Legs

    def names(self, parcel: ParcelState) -> list[ShipmentId]:
        """A parcel's legs that are there."""
        return [leg.shipment_id for leg in parcel.legs if leg.shipment_id in self.legs]

    def speaking(self, parcel: ParcelState) -> ShipmentStatusChanged | None:
        """The leg that speaks for a parcel; None while none is there."""
        return parcel_view([self.legs[name] for name in self.names(parcel)])


def gathered(connection: Connection, rows: Sequence[OrderRow]) -> list[Gathered]:
    """Orders with what belongs to them, in three round trips however many."""
    orders = [order_of(row) for row in rows]
    every = {name for order in orders for name in _legs(order)}
    found = reading.shipments(connection, every)
    looks = asides.looks(connection, every)
    told = asides.told(connection, [row.id for row in rows])

    def one(row: OrderRow, order: OrderState) -> Gathered:
        names = _legs(order)
        own = {name: found[name] for name in names if name in found}
        own_looks = {name: looks[name] for name in names if name in looks}
        return Gathered(row, order, own, own_looks, told.get(row.id, ()))

    return [one(row, order) for row, order in zip(rows, orders, strict=True)]


def joined(connection: Connection, rows: Sequence[OrderRow]) -> list[Joined]:
    """The same with legs; those of a number that somebody else has now cost its history."""
    return [
        Joined(
            one.row,
            one.order,
            one.rows,
            one.looks,
            one.told,
            legs_of(connection, one.order, one.rows),
        )
        for one in gathered(connection, rows)
    ]


def order_resource(one: Joined) -> OrderResource:
    """An order with its parcels as they are now; a leg that is not there yet is left out."""
    return OrderResource(
        id=public("ord", one.row.id),
        version=one.row.version,
        updated_at=one.row.updated_at,
        order=one.order,
        parcels=tuple(_parcel(one, parcel) for parcel in one.order.parcels),
        told=tuple(told_resource(entry) for entry in one.told),
    )


def _parcel(one: Joined, parcel: ParcelState) -> ParcelResource:
    view = one.speaking(parcel)
    return ParcelResource(
        id=public("par", parcel.parcel_id),
        parcel_no=parcel.parcel_no,
        status=view.status if view else None,
        legs=tuple(
            shipment_resource(one.rows[name], one.looks.get(name), one.legs[name])
            for name in one.names(parcel)
        ),
    )


def _legs(order: OrderState) -> set[str]:
    return {leg.shipment_id for parcel in order.parcels for leg in parcel.legs}
