"""Commands by topic taken in on a database of its own, given as records by the test."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from integration.order_rig import SHOP, store_on
from order.app.intake import Intake
from order.inbox.commands import CommandInbox
from order.outbox import Telling, repeated_answers
from order.store import intake
from order.store.orders import OrderStore
from order.store.rows import Rows
from order_asked import CONTACTS, ORDERS, asking
from order_given import NOW
from psycopg_pool import ConnectionPool
from waymark_events.codec import Encoded, Envelope, decode
from waymark_events.messages.intake import IntakeAccepted, IntakeAnswer, IntakeRefused
from waymark_runtime import positions
from waymark_runtime.consumer import Work
from waymark_runtime.consumer.applying import Applier, by_place
from waymark_runtime.positions import Position
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.records import Arrived
from waymark_runtime.relay import LogSource, QueueSource
from waymark_tools.stack.databases import DatabaseUrls

CONSUMER: Final = f"intake.{SHOP}"
RELAY: Final = "order"


class Taking:
    """The group of one retailer, and what the relays would publish."""

    def __init__(self, urls: DatabaseUrls, store: OrderStore, pool: ConnectionPool) -> None:
        self.urls, self.store, self.pool = urls, store, pool
        self.dies = False
        self.shop = asking().retailer
        self._offsets: Counter[str] = Counter()
        inbox = CommandInbox(
            Intake(store), lambda _: self.shop, lambda: NOW, link_kid="k1", request_key=b"k"
        )
        self._handler = inbox.of(SHOP)
        self._applier = Applier(
            pool,
            self._handle,
            service="order",
            consumer=CONSUMER,
            compacted=frozenset({CONTACTS}),
            known=None,
        )
        telling, again = (
            Telling(store.recorder, Rows(pool), b"k" * 16),
            partial(repeated_answers, RELAY),
        )
        self._log = LogSource(RELAY, pool, telling.read)
        self._again = QueueSource("order.repeats", pool, again, intake.repeated)
        with transaction(pool) as connection:
            opened = {(one, 0): Position(0, "cluster", "topic") for one in (ORDERS, CONTACTS)}
            positions.establish(connection, CONSUMER, opened)

    def take(self, *records: Arrived) -> None:
        """Apply a batch, each record at the next offset of its topic; nothing where it dies."""
        placed = [one._replace(offset=self._next(one.topic)) for one in records]
        try:
            self._applier.apply(by_place(placed), {})
        except ConnectionAbortedError:
            self._offsets.subtract(one.topic for one in records)
            raise

    def told(self) -> list[Envelope]:
        """What the relay would publish of the whole log, in order; it is published by that."""
        entries = self._log.pending(1_000)
        if entries:
            self._log.published(entries)
        return [_read(one) for entry in entries for one in entry.messages if one.value is not None]

    def answers(self) -> list[IntakeAnswer]:
        """The answers among it."""
        return [one.body for one in self.told() if isinstance(one.body, IntakeAnswer)]

    def again(self) -> list[Envelope]:
        """The answers that are to be published once more."""
        return [_read(one) for entry in self._again.pending(1_000) for one in entry.messages]

    def execute(self, query: str) -> list[tuple[Any, ...]]:
        """Ask as the worker."""
        with transaction(self.pool) as connection:
            return connection.execute(query.encode()).fetchall()

    def _next(self, topic: str) -> int:
        self._offsets[topic] += 1
        return self._offsets[topic] - 1

    def _handle(self, work: Work) -> None:
        self._handler(work)
        if self.dies:
            raise ConnectionAbortedError


def said(answers: list[IntakeAnswer]) -> list[tuple[str, object]]:
    """Each answer by its command and what it comes to: a version, or why not."""
    return [(one.command_id, _outcome(one)) for one in answers]


def _outcome(answer: IntakeAnswer) -> object:
    if isinstance(answer, IntakeAccepted):
        return answer.version
    assert isinstance(answer, IntakeRefused)
    return answer.code


def _read(message: Any) -> Envelope:
    encoded = Encoded(message.key, message.value, message.headers)
    found = decode(encoded.key, encoded.value, encoded.headers)
    assert isinstance(found, Envelope), found
    return found


@contextmanager
def taking(urls: DatabaseUrls) -> Iterator[Taking]:
    """The group on a database that is its own."""
    with store_on(urls.worker) as store, make_pool(urls.worker, name="taking") as pool:
        yield Taking(urls, store, pool)
