"""A rebuild from beginning to end: build, then partition by partition compare and exchange."""

import time
from collections.abc import Callable, Mapping

from psycopg import Connection, Rollback
from psycopg_pool import ConnectionPool
from waymark_events.codec import Encoded
from waymark_events.topics import TOPICS
from waymark_events.topics.names import ORDER_EVENTS, SHIPMENT_EVENTS, SHIPMENT_STATUS
from waymark_runtime import positions
from waymark_runtime.consumer import Work
from waymark_runtime.outgoing import caused
from waymark_runtime.positions import Position
from waymark_runtime.postgres import transaction
from waymark_runtime.records import Arrived

from projection.app.documents.orders import OrderKeeper
from projection.app.projecting import Projector
from projection.app.rebuilding.building import Build
from projection.app.rebuilding.log import Log
from projection.app.rebuilding.report import MOST_NAMED, Report, Tell
from projection.app.rebuilding.switching import Switched, switch
from projection.store import comparing_orders

_CLOSE = 2_000
"""So few records are read while a partition stands still."""


class Groups:
    """The names of the consumers whose rows are rebuilt."""

    def __init__(self, projector: str, orders: str) -> None:
        self.projector = projector
        self.orders = orders


class Rebuild:
    """One rebuild. `live` and `shadow` are pools on the same database, the second with the shadow's
    tables before the live ones.
    """

    def __init__(
        self,
        live: ConnectionPool,
        shadow: ConnectionPool,
        log: Log,
        *,
        groups: Groups,
        known: Callable[[str], bool],
        link_keys: Mapping[str, bytes],
        tell: Tell,
    ) -> None:
        self._live = live
        self._tell = tell
        self._began = time.monotonic()
        self._facts = Build(
            shadow,
            log,
            Projector(say=_unsaid).on_shipment_events,
            consumer=groups.projector,
            topic=SHIPMENT_EVENTS,
            known=known,
        )
        self._orders = Build(
            shadow,
            log,
            OrderKeeper(link_keys).on_order_events,
            consumer=groups.orders,
            topic=ORDER_EVENTS,
            known=known,
        )

    def run(self, *, exchanges: bool) -> Report:
        """Build and compare; the new rows are put in, and what differs is said, if it `exchanges`.

        Halted says why a rebuild cannot be; until then nothing was changed.
        """
        self.build()
        return self.exchange(exchanges=exchanges)

    def build(self) -> None:
        """Read everything up to where the live model is now; it goes on meanwhile."""
        for build in (self._facts, self._orders):
            build.begin(self._positions(build))
            build.follow(self._ends(build), self._tell, _nothing)

    def exchange(self, *, exchanges: bool) -> Report:
        """Compare partition by partition, at one position each; and exchange."""
        report = Report(switched=exchanges)
        for partition in range(TOPICS[SHIPMENT_EVENTS].partitions):
            _count(report, self._switch(partition, exchanges=exchanges))
        self._switch_orders(report, exchanges=exchanges)
        report.facts = self._facts.applied
        report.shipments = self._shipments()
        report.alike = report.shipments - report.mended - report.changed
        report.seconds = round(time.monotonic() - self._began, 1)
        return report

    def _switch(self, partition: int, *, exchanges: bool) -> Switched:
        """Stop the partition at a position near by, read on to just there, and exchange."""
        build = self._facts
        while (end := self._ends(build)[partition]) - build.following(partition) > _CLOSE:
            build.follow({partition: end}, self._tell, _nothing)
        with transaction(self._live) as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            at = positions.locked_position(connection, build.consumer, SHIPMENT_EVENTS, partition)
            build.follow({partition: at}, self._tell, lambda: _go_on(connection))
            switched = switch(connection, build.consumer, partition, at)
            if not exchanges:
                raise Rollback
        return switched

    def _switch_orders(self, report: Report, *, exchanges: bool) -> None:
        build = self._orders
        build.follow(self._ends(build), self._tell, _nothing)
        places = [(ORDER_EVENTS, n) for n in range(TOPICS[ORDER_EVENTS].partitions)]
        with transaction(self._live) as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            held = positions.lock(connection, build.consumer, places)
            ends = {partition: at for (_, partition), at in held.items()}
            build.follow(ends, self._tell, lambda: _go_on(connection))
            report.orders_mended, report.links_mended = comparing_orders.exchange(connection)
            if not exchanges:
                raise Rollback

    def _positions(self, build: Build) -> dict[int, Position]:
        places = [(build.topic, n) for n in range(TOPICS[build.topic].partitions)]
        with transaction(self._live) as connection:
            stored = positions.load(connection, build.consumer, places)
        return {partition: position for (_, partition), position in stored.items()}

    def _ends(self, build: Build) -> dict[int, int]:
        return {partition: one.next for partition, one in self._positions(build).items()}

    def _shipments(self) -> int:
        with transaction(self._live) as connection:
            row = connection.execute("SELECT count(*) FROM rebuild.shipment").fetchone()
        return int(row[0]) if row else 0


def _count(report: Report, switched: Switched) -> None:
    changed = [one.difference for one in switched.verdicts if one.difference is not None]
    report.facts_mended += switched.facts_mended
    report.changed += len(changed)
    report.mended += len(switched.verdicts) - len(changed)
    report.vanished += switched.vanished
    report.differences += changed[: max(MOST_NAMED - len(report.differences), 0)]


def _unsaid(_: Work, cause: Arrived, message: Encoded) -> None:
    """A status that is not said; one that could not be is poison, as it was when it was live."""
    caused(cause, SHIPMENT_STATUS, message)


def _go_on(connection: Connection) -> None:
    """PostgreSQL ends a transaction that lies idle."""
    connection.execute("SELECT 1")


def _nothing() -> None:
    """Nobody waits meanwhile."""
