"""Answers questions about shipments and orders; each is one transaction of one retailer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, TypeVar

import msgspec
from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import RetailerId, parse_public
from waymark_events.messages.statuses import PublicStatus
from waymark_runtime.postgres import Pool, tenant, transaction

from projection.app.reading import fact_from
from projection.app.resources import (
    OrderResource,
    ShipmentResource,
    etag,
    order_of,
    order_resource,
    row_versions,
    shipment_resource,
)
from projection.domain import Fact, Timeline, fold, status, timeline
from projection.store import facts, reading
from projection.store.reading import ShipmentRow
from projection.store.shipments import KEPT

WAITS_S: Final = 5.0
_PAUSE_S: Final = 0.05
Answer = TypeVar("Answer")


class Tagged(Struct, frozen=True):
    """A resource as JSON bytes with its ETag."""

    body: bytes
    tag: str


class Queries:
    """The reading side. `None` is not found, or another retailer's, which is the same."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def shipment(self, retailer: RetailerId, public_id: str) -> Tagged | None:
        """A shipment by its public id."""
        name = parse_public("shp", public_id)
        if name is None:
            return None
        with self._of(retailer) as connection:
            row = reading.shipments(connection, [name]).get(name)
            return None if row is None else self._shipment(connection, row)

    def shipment_as_of(
        self, retailer: RetailerId, public_id: str, instant: datetime
    ) -> tuple[PublicStatus, int] | None:
        """The status by today's fold over what was known at an instant, and how many facts."""
        known = self._facts(retailer, public_id)
        if known is None:
            return None
        early = [fact for fact in known if fact.known_at <= instant]
        return (status(fold(early)), len(early)) if early else None

    def timeline(
        self, retailer: RetailerId, public_id: str, as_of: datetime | None
    ) -> Timeline | None:
        """Everything that is known of a shipment, newest first."""
        known = self._facts(retailer, public_id)
        return None if known is None else timeline(known, as_of=as_of)

    def shipments(
        self, retailer: RetailerId, filters: dict[str, str], before: int | None, limit: int
    ) -> tuple[list[ShipmentResource], int | None]:
        """A page of shipments, newest first, and the cursor of the next page."""
        with self._of(retailer) as connection:
            rows = reading.listed_shipments(connection, filters, before, limit + 1)
            looks = reading.looks(connection, [row.id for row in rows])
        page = rows[:limit]
        following = page[-1].no if len(rows) > limit else None
        return [shipment_resource(row, looks.get(row.id)) for row in page], following

    def order(self, retailer: RetailerId, public_id: str) -> Tagged | None:
        """An order by its public id, its parcels joined."""
        name = parse_public("ord", public_id)
        if name is None:
            return None
        with self._of(retailer) as connection:
            row = reading.orders(connection, [name]).get(name)
            return None if row is None else self._order(connection, row)

    def orders(
        self, retailer: RetailerId, filters: dict[str, str], before: int | None, limit: int
    ) -> tuple[list[OrderResource], int | None]:
        """A page of orders, newest first, and the cursor of the next page."""
        with self._of(retailer) as connection:
            rows = reading.listed_orders(connection, filters, before, limit + 1)
            page = [self._joined(connection, row)[0] for row in rows[:limit]]
        return page, rows[limit - 1].no if len(rows) > limit else None

    @contextmanager
    def _of(self, retailer: RetailerId) -> Iterator[Connection]:
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            yield connection

    def _shipment(self, connection: Connection, row: ShipmentRow) -> Tagged:
        looks = reading.looks(connection, [row.id])
        resource = shipment_resource(row, looks.get(row.id))
        return Tagged(msgspec.json.encode(resource), etag(*row_versions([row], looks)))

    def _order(self, connection: Connection, row: reading.OrderRow) -> Tagged:
        resource, versions = self._joined(connection, row)
        return Tagged(msgspec.json.encode(resource), etag(row.version, *versions))

    def _joined(
        self, connection: Connection, row: reading.OrderRow
    ) -> tuple[OrderResource, list[str]]:
        legs = [leg.shipment_id for parcel in order_of(row).parcels for leg in parcel.legs]
        rows = reading.shipments(connection, legs)
        looks = reading.looks(connection, legs)
        told = reading.told(connection, row.id)
        versions = row_versions(rows.values(), looks)
        return order_resource(row, rows, looks, told), [*versions, str(len(told))]

    def _facts(self, retailer: RetailerId, public_id: str) -> list[Fact] | None:
        name = parse_public("shp", public_id)
        if name is None:
            return None
        with self._of(retailer) as connection:
            row = reading.shipments(connection, [name]).get(name)
            return None if row is None else facts_of(connection, row)


def facts_of(connection: Connection, row: ShipmentRow) -> list[Fact]:
    """The facts of a shipment that this build can fold, in log order."""
    beyond = [row.no] if row.version > KEPT else []
    stored = facts.history(connection, {row.no: (row.partition, row.seen)}, beyond)[row.no]
    return [fact for one in stored if (fact := fact_from(one)) is not None]


def until(ask: Callable[[], Answer | None]) -> Answer | None:
    """Ask again for up to 5 s until there is an answer: a read that follows its own write."""
    deadline = time.monotonic() + WAITS_S
    while (answer := ask()) is None and time.monotonic() < deadline:
        time.sleep(_PAUSE_S)
    return answer
