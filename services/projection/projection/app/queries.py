"""Answers questions about shipments and orders; each is one transaction of one retailer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events import numbers
from waymark_events.ids import RetailerId
from waymark_runtime.postgres import tenant, transaction

from projection.app.joining import joined, order_resource
from projection.app.journeys import facts_of
from projection.app.resources import (
    OrderResource,
    ShipmentResource,
    etag,
    row_versions,
    shipment_resource,
)
from projection.domain import Fact, Timeline, happened_by, timeline
from projection.store import asides, reading
from projection.store.asides import Look
from projection.store.reading import ShipmentRow


class Tagged(Struct, frozen=True):
    """A resource as JSON bytes with its ETag. `versions` maps order ids to what was heard."""

    body: bytes
    tag: str
    versions: Mapping[str, int]


class Page(Struct, frozen=True):
    """A page of a list; `following` is the cursor of the next page, None on the last."""

    items: Sequence[ShipmentResource | OrderResource]
    following: int | None


class Queries:
    """The reading side. `None` is not found, or another retailer's, which is the same."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    @contextmanager
    def of(self, retailer: RetailerId) -> Iterator[Connection]:
        """A transaction that sees one retailer's rows."""
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            yield connection

    def shipments_by_id(
        self, retailer: RetailerId, names: Collection[str]
    ) -> dict[str, Tagged | None]:
        """Shipments as they are, by id."""
        with self.of(retailer) as connection:
            found = reading.shipments(connection, names)
            looks = asides.looks(connection, found)
        absent: dict[str, Tagged | None] = dict.fromkeys(names)
        return absent | {name: _tagged(row, looks.get(name)) for name, row in found.items()}

    def timeline(
        self,
        retailer: RetailerId,
        name: str,
        as_of: datetime | None = None,
        at: datetime | None = None,
    ) -> Timeline | None:
        """Everything that is known of a shipment, newest first; or was, or had happened by then."""
        known = self._facts(retailer, name)
        if known is None or at is None:
            return None if known is None else timeline(known, as_of=as_of)
        early = [fact for fact in known if as_of is None or fact.known_at <= as_of]
        return timeline(happened_by(early, at))

    def shipments(
        self, retailer: RetailerId, filters: Mapping[str, str], before: int | None, limit: int
    ) -> Page:
        """A page of shipments, newest first; a number may be written as people write it."""
        narrowed: dict[str, object] = dict(filters)
        if "number" in filters:
            narrowed["number"] = _spellings(filters["number"])
        with self.of(retailer) as connection:
            rows = reading.listed_shipments(connection, narrowed, before, limit + 1)
            looks = asides.looks(connection, [row.id for row in rows])
        page = rows[:limit]
        following = page[-1].no if len(rows) > limit else None
        return Page([shipment_resource(row, looks.get(row.id)) for row in page], following)

    def order(self, retailer: RetailerId, name: str) -> Tagged | None:
        """An order as it is, its parcels joined."""
        with self.of(retailer) as connection:
            row = reading.orders(connection, [name]).get(name)
            if row is None:
                return None
            (found,) = joined(connection, [row])
        body = msgspec.json.encode(order_resource(found))
        return Tagged(body, found.tag, {name: row.version})

    def orders(
        self, retailer: RetailerId, filters: Mapping[str, str], before: int | None, limit: int
    ) -> Page:
        """A page of orders, newest first."""
        with self.of(retailer) as connection:
            rows = reading.listed_orders(connection, filters, before, limit + 1)
            page = [order_resource(one) for one in joined(connection, rows[:limit])]
        return Page(page, rows[limit - 1].no if len(rows) > limit else None)

    def _facts(self, retailer: RetailerId, name: str) -> list[Fact] | None:
        with self.of(retailer) as connection:
            return facts_of(connection, name)


def _tagged(row: ShipmentRow, look: Look | None) -> Tagged:
    looks: dict[str, Look] = {} if look is None else {row.id: look}
    versions = msgspec.json.decode(row.order_versions, type=dict[str, int])
    body = msgspec.json.encode(shipment_resource(row, look))
    return Tagged(body, etag(*row_versions([row], looks)), versions)


def _spellings(entered: str) -> list[str]:
    """The forms under which some carrier's parcels with this number are kept."""
    forms = {entered}
    for code in numbers.carriers():
        with suppress(ValueError):
            forms.add(numbers.canonical(code, entered))
    return sorted(forms)
