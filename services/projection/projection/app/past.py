"""Answers what was known, what had happened, and what the page said, at an instant."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import OrderId, RetailerId, public
from waymark_events.messages.orders import OrderState, ParcelState
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.parcels import parcel_view
from waymark_events.values import Leg, When

from projection.app.journeys import facts_of, facts_of_all
from projection.app.queries import Queries
from projection.domain import Fact, as_booked, fold, happened_by, since, status
from projection.store import past

_STATUS: Final = msgspec.json.Decoder(ShipmentStatusChanged).decode
_ORDER: Final = msgspec.json.Decoder(OrderState).decode


class Moment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked about: what was known `as_of`, what had happened `at`, or both; or what was
    `shown_at` an instant.
    """

    as_of: datetime | None = None
    at: datetime | None = None
    shown_at: datetime | None = None

    @property
    def is_now(self) -> bool:
        """Whether nothing past is asked for."""
        return self.as_of is None and self.at is None and self.shown_at is None


class PastShipment(Moment, frozen=True, kw_only=True, omit_defaults=True):
    """A shipment at a moment. `version` counts the facts; `shown_at` it is that of the message."""

    version: int
    status: PublicStatus
    since: When | None = None


class PastLeg(Struct, frozen=True, kw_only=True):
    """A tracking number of a parcel at a moment."""

    id: str
    carrier: str
    number: str
    version: int
    status: PublicStatus


class PastParcel(Struct, frozen=True, kw_only=True):
    """A parcel of an order at a moment: what spoke for it, and all its legs."""

    id: str
    parcel_no: int
    status: PublicStatus | None
    legs: tuple[PastLeg, ...]


class PastOrder(Moment, frozen=True, kw_only=True, omit_defaults=True):
    """An order at a moment, and its parcels at the same."""

    id: str
    version: int
    order: OrderState
    parcels: tuple[PastParcel, ...]


class Past:
    """The reading side of what was. None: there is none, or nothing was known of it."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries

    def shipment(self, retailer: RetailerId, name: str, moment: Moment) -> PastShipment | None:
        """A shipment at a moment."""
        with self._queries.of(retailer) as connection:
            if moment.shown_at is not None:
                said = past.said(connection, [name], moment.shown_at).get(name)
                return None if said is None else _shown(_STATUS(said), moment)
            known = chosen(facts_of(connection, name) or (), moment)
        if not known:
            return None
        state = fold(known)
        return PastShipment(
            as_of=moment.as_of,
            at=moment.at,
            version=len(known),
            status=status(state),
            since=since(state),
        )

    def order(self, retailer: RetailerId, name: str, moment: Moment) -> PastOrder | None:
        """An order and its parcels at a moment."""
        with self._queries.of(retailer) as connection:
            known_by = moment.shown_at or moment.as_of
            found = past.order(connection, name, known_by, moment.at)
            if found is None:
                return None
            order = _ORDER(found)
            legs = self._legs(connection, order, moment)
        return PastOrder(
            as_of=moment.as_of,
            at=moment.at,
            shown_at=moment.shown_at,
            id=public("ord", order.order_id),
            version=order.version,
            order=order,
            parcels=tuple(_parcel(parcel, legs) for parcel in order.parcels),
        )

    def _legs(
        self, connection: Connection, order: OrderState, moment: Moment
    ) -> dict[str, ShipmentStatusChanged]:
        legs = {leg.shipment_id: leg for parcel in order.parcels for leg in parcel.legs}
        if moment.shown_at is not None:
            said = past.said(connection, legs, moment.shown_at)
            return {name: _STATUS(document) for name, document in said.items()}
        known = facts_of_all(connection, legs)
        found = {
            name: _own(order, leg, chosen(known.get(name, ()), moment))
            for name, leg in legs.items()
        }
        return {name: one for name, one in found.items() if one is not None}


def chosen(facts: Iterable[Fact], moment: Moment) -> list[Fact]:
    """The facts that a moment is folded from: first what was known, then what had happened."""
    known = [fact for fact in facts if moment.as_of is None or fact.known_at <= moment.as_of]
    return known if moment.at is None else happened_by(known, moment.at)


def _own(order: OrderState, leg: Leg, facts: list[Fact]) -> ShipmentStatusChanged | None:
    """A leg as the order's own journey was; None before it was booked."""
    own = as_booked(facts, OrderId(order.order_id))
    if own is None:
        return None
    return ShipmentStatusChanged(
        retailer=order.retailer,
        carrier=leg.carrier,
        number=leg.number,
        generation=0,
        version=len(facts),
        status=own.status,
        cause="",
        caused_by="",
        known_at=own.known_at,
        since=own.since,
    )


def _parcel(parcel: ParcelState, legs: Mapping[str, ShipmentStatusChanged]) -> PastParcel:
    known = [(leg, legs[leg.shipment_id]) for leg in parcel.legs if leg.shipment_id in legs]
    view = parcel_view([change for _, change in known])
    return PastParcel(
        id=public("par", parcel.parcel_id),
        parcel_no=parcel.parcel_no,
        status=view.status if view else None,
        legs=tuple(
            PastLeg(
                id=public("shp", leg.shipment_id),
                carrier=leg.carrier,
                number=leg.number,
                version=change.version,
                status=change.status,
            )
            for leg, change in known
        ),
    )


def _shown(said: ShipmentStatusChanged, moment: Moment) -> PastShipment:
    return PastShipment(
        shown_at=moment.shown_at, version=said.version, status=said.status, since=said.since
    )
