"""A read model made from a real log, and rebuilds of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

import psycopg
from integration.projection_records import arrived
from integration.projection_worker import LINK_KEY, Projecting
from kit.broker import Broker
from projection.app.rebuilding.rebuild import Groups, Rebuild
from projection.app.rebuilding.report import Progress, Report
from projection.store import shadow
from waymark_events.codec import Envelope, encode
from waymark_runtime.consumer.parsing import arrived as as_records
from waymark_runtime.postgres import make_pool, role_of, transaction
from waymark_runtime.reader import LogReader, reading
from waymark_runtime.records import Arrived
from waymark_tools.stack.databases import DatabaseUrls

STREAM = "shipment.events.v1"
ORDERS = "order.events.v1"
__all__ = ["Model", "arrived"]


class Model:
    """The live read model of one test, fed by the test from a real log, as its worker would."""

    def __init__(self, broker: Broker, urls: DatabaseUrls, projecting: Projecting) -> None:
        self.broker, self.urls, self.projecting = broker, urls, projecting
        self._read: dict[tuple[str, int], int] = {}

    def say(self, *messages: Envelope) -> None:
        """Write messages to the stream's log; orders to theirs."""
        for one in messages:
            topic = ORDERS if one.type.startswith("order.") else STREAM
            encoded = encode(one)
            self.broker.send(topic, encoded.key, encoded.value, encoded.headers)

    def catch_up(self) -> None:
        """Apply what lies in the logs and was not applied yet."""
        for topic in (STREAM, ORDERS):
            fresh = [one for one in self._records(topic) if one.offset >= self._at(one)]
            for place, part in groupby(fresh, key=lambda one: one.place):
                records = list(part)
                self.projecting.take(*records)
                self._read[place] = records[-1].offset + 1

    def rows(self) -> list[tuple[object, ...]]:
        """Everything that a rebuild makes, byte for byte."""
        return [
            *self.projecting.rows("SELECT s.* FROM shipment s ORDER BY no"),
            *self.projecting.rows('SELECT f.* FROM fact f ORDER BY partition, "offset"'),
            *self.projecting.rows("SELECT i.* FROM fact_index i ORDER BY shipment_no, digest"),
            *self.projecting.rows("SELECT o.* FROM order_view o ORDER BY id"),
            *self.projecting.rows("SELECT l.* FROM link l ORDER BY digest"),
        ]

    def do(self, statement: str, values: Sequence[object] = ()) -> None:
        """Change the live rows behind everybody's back."""
        with transaction(self.projecting.pool) as connection:
            connection.execute(statement, values)

    @contextmanager
    def rebuild(self) -> Iterator[tuple[Rebuild, LogReader]]:
        """A rebuild of this model."""
        with (
            shadow.hold(self.urls.owner) as owner,
            make_pool(self.urls.worker, name="shadow", search_path=shadow.SEARCH_PATH) as anew,
            reading([self.broker.bootstrap], self.broker.prefix) as log,
        ):
            self._stand_in(log)
            shadow.make(owner, role_of(self.urls.worker))
            yield (
                Rebuild(
                    self.projecting.pool,
                    anew,
                    log,
                    groups=Groups("projector", ORDERS),
                    known=lambda _: True,
                    link_keys={"k1": LINK_KEY},
                    tell=_quiet,
                ),
                log,
            )
            shadow.drop(owner)

    def rebuilt(self, *, exchanges: bool = True) -> Report:
        """Rebuild once."""
        with self.rebuild() as (rebuild, _):
            return rebuild.run(exchanges=exchanges)

    def _stand_in(self, log: LogReader) -> None:
        """The test applied what it read: its positions count in the log it read it from."""
        ids = log.ids([STREAM, ORDERS])
        for topic in (STREAM, ORDERS):
            self.do(
                "UPDATE position SET cluster_id = %s, topic_id = %s WHERE topic = %s",
                [ids.cluster, ids.topics[topic], topic],
            )

    def _records(self, topic: str) -> list[Arrived]:
        return list(as_records(self.broker.prefix, self.broker.consume_all(topic)))

    def _at(self, record: Arrived) -> int:
        return self._read.get(record.place, 0)


def _quiet(_: Progress) -> None:
    pass


def schemas(urls: DatabaseUrls) -> list[str]:
    """The schemas of the database that are ours."""
    with psycopg.connect(urls.owner) as connection:
        found = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'rebuild')"
        )
        return sorted(name for (name,) in found)
