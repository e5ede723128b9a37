"""Brings a ledger that was set back up to date with what it has published, before all else.

What was told since the dump is told to nobody again: each end travels with the row that it ended.
Then statuses, orders and contacts are read again, and nothing leaves before that is done.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.attributes import FACT
from waymark_events.codec import Envelope, decode
from waymark_events.messages.notifications import (
    Notification,
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
)
from waymark_events.messages.webhooks import WebhookEndpointDisabled
from waymark_runtime import abreast
from waymark_runtime.catching_up import Published
from waymark_runtime.postgres import transaction
from waymark_runtime.reader import LogReader
from waymark_runtime.records import Arrived

from notifier.domain.rows import KEPT, About, Occurrence
from notifier.domain.triggers import State, Trigger
from notifier.store import ledger, restoring
from notifier.store.ledger import Stated
from notifier.store.restoring import Ended


class Restoring:
    """Compares the ledger with `notification.events.v1`; `topics` are what `consumer` reads."""

    def __init__(self, pool: ConnectionPool, consumer: str, topics: tuple[str, ...]) -> None:
        self._pool = pool
        self._consumer = consumer
        self._topics = topics

    def __call__(self, log: LogReader, published: Published) -> None:
        """Put back what is missing; nothing is left to a person."""
        unknown = 0
        for records in published:
            with self._within() as connection:
                unknown += _put_back(connection, records)
        present = log.ids(self._topics).topics
        ends = {
            (topic, partition): end
            for topic in self._topics
            if topic in present
            for partition, end in log.ends(topic).items()
        }
        with self._within() as connection:
            if unknown:
                restoring.set_back(connection)
            restoring.leap(connection)
            restoring.read_again(connection, ends)

    def look(self) -> None:
        """Let messages leave again once all was read; a timer's step."""
        with transaction(self._pool) as connection:
            restoring.forget_what_was_read(connection, self._consumer)

    @contextmanager
    def _within(self) -> Iterator[Connection]:
        with transaction(self._pool) as connection:
            ledger.commit_safely(connection)
            abreast.let_in(connection)
            yield connection


def _put_back(connection: Connection, records: Sequence[Arrived]) -> int:
    """Take records of our own topic; how many tell of what was not known."""
    ended: list[Ended] = []
    unknown = 0
    for record in records:
        message = decode(record.key, record.value, record.headers)
        body = message.body if isinstance(message, Envelope) else None
        if isinstance(body, Notification):
            ended.append(_ended(record, body))
        elif isinstance(body, WebhookEndpointDisabled):
            unknown += restoring.disable(connection, body.endpoint_id, body.reason, body.at)
    return unknown + restoring.put(connection, ended)


def _ended(record: Arrived, body: Notification) -> Ended:
    kept = _row(record, body)
    state, detail = _end(body)
    return Ended(
        id=body.ledger_id,
        retailer=body.retailer,
        order_id=body.order_id,
        shipment_id=body.shipment_id,
        parcel_id=kept.about.parcel_id,
        recipient_id=body.recipient_id,
        channel=body.channel,
        trigger=body.trigger,
        document=ledger.document(kept.about, kept.what),
        planned_at=kept.planned_at,
        state=state,
        detail=detail,
        ended_at=body.at,
    )


def _row(record: Arrived, body: Notification) -> Stated:
    """The row that stands beside the message; an older build's is made of what the message says."""
    for name, raw in record.headers:
        if name == FACT and raw is not None:
            return ledger.stated(raw)
    about = About(
        retailer=body.retailer,
        order_id=body.order_id,
        caused_by=body.caused_by or "",
        shipment_id=body.shipment_id,
    )
    what = Occurrence(
        trigger=Trigger(body.trigger),
        subject_key=body.subject_key,
        occasion=body.occasion,
        happened_at=body.at,
        fact=body.caused_by or "",
    )
    return Stated(about=about, what=what, planned_at=body.at)


def _end(body: Notification) -> tuple[str, str | None]:
    match body:
        case NotificationSent(kept=True):
            return State.SENT, KEPT
        case NotificationFailed(detail=detail):
            return State.FAILED, detail
        case NotificationSuppressed(detail=detail):
            return State.SUPPRESSED, detail
    return State.SENT, None
