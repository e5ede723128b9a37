"""The projection's handlers on a database of their own, given batches as a consumer gives them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from integration.projection_records import arrived, booked, scanned
from projection.app.documents import asides, changes
from projection.app.documents.orders import OrderKeeper
from projection.app.projecting import Projector
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_runtime import positions
from waymark_runtime.consumer import BatchHandler, Work
from waymark_runtime.consumer.applying import Applier, by_place
from waymark_runtime.outgoing import Outgoing, unpack
from waymark_runtime.positions import Position
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.records import Arrived

LINK_KEY = bytes(range(16))
STREAM = "shipment.events.v1"
_HANDLERS: dict[str, BatchHandler] = {
    "shipment.status.v1": changes.on_status_changes,
    "order.events.v1": OrderKeeper({"k1": LINK_KEY}).on_order_events,
    "contact.keys.v1": asides.on_contact_keys,
    "notification.events.v1": asides.on_notifications,
    "carrier.looks.v1": asides.on_looks,
    "shipment.private.v1": asides.on_private_notes,
}
_NAMES = {"shipment.events.v1": "projector", "carrier.looks.v1": "looks"}


DAY = (
    booked(),
    scanned(1, "accepted"),
    scanned(5),
    scanned(20, "out_for_delivery"),
    scanned(23, "delivered"),
)
"""A day of a parcel, from booking to delivery."""


def in_order(*messages: Envelope) -> list[Arrived]:
    """The messages as the first records of the stream."""
    return [arrived(one, offset) for offset, one in enumerate(messages)]


class Projecting:
    """One database; `known` says which retailers exist, everyone by default."""

    def __init__(
        self,
        pool: ConnectionPool,
        known: Callable[[str], bool] | None = None,
        projector: Projector | None = None,
    ) -> None:
        self.pool = pool
        self._known = known
        self.dies = False
        # what a projector keeps in memory is true of one database
        self._handlers = _HANDLERS | {STREAM: (projector or Projector()).on_shipment_events}
        with transaction(pool) as connection:
            for topic in self._handlers:
                opened = {(topic, n): Position(0, "cluster", "topic") for n in range(12)}
                positions.establish(connection, _name(topic), opened)

    def take(self, *records: Arrived) -> None:
        """Apply a batch of one topic; while `dies` is set, everything is done but the commit."""
        topic = records[0].topic
        applier = Applier(
            self.pool,
            self._dying(self._handlers[topic]),
            service="projection",
            consumer=_name(topic),
            compacted=frozenset({topic}) if "looks" in topic or "keys" in topic else frozenset(),
            known=self._known,
        )
        applier.apply(by_place(records), {})

    def statuses(self) -> list[ShipmentStatusChanged]:
        """The status messages that are committed, in order of their sources."""
        found = [one for one in self.waiting() if one.topic == "shipment.status.v1"]
        return [msgspec.json.decode(one.value or b"", type=ShipmentStatusChanged) for one in found]

    def parked(self) -> list[str]:
        """Why records were parked."""
        letters = [one for one in self.waiting() if "dead-letters" in one.topic]
        return [(dict(one.headers)["dl_reason"] or b"").decode() for one in letters]

    def waiting(self) -> list[Outgoing]:
        """What is committed to go out, in order of its sources."""
        rows = self.rows("SELECT messages FROM outbox ORDER BY partition, id")
        return [packed.message for (row,) in rows for packed in unpack(row)]

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows as the worker sees them."""
        with transaction(self.pool) as connection:
            return connection.execute(query, values).fetchall()

    def everything(self) -> list[tuple[Any, ...]]:
        """Shipments, facts, and what is to go out: what a repeat must leave alone."""
        return [
            *self.rows("SELECT s.* FROM shipment s ORDER BY no"),
            *self.rows('SELECT f.* FROM fact f ORDER BY partition, "offset"'),
            *self.rows("SELECT id, messages FROM outbox ORDER BY id"),
        ]

    def _dying(self, handler: BatchHandler) -> BatchHandler:
        def handle(work: Work) -> None:
            handler(work)
            if self.dies:
                raise ConnectionAbortedError

        return handle


def opened(url: str) -> Iterator[ConnectionPool]:
    """A pool that is closed at the end."""
    with make_pool(url, name="test") as pool:
        yield pool


def _name(topic: str) -> str:
    return _NAMES.get(topic, topic)
