"""What became of a message, as an event."""

from collections.abc import Iterable
from datetime import datetime

from psycopg import Connection
from waymark_events.codec import envelope
from waymark_events.messages.notifications import (
    Notification,
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
)
from waymark_events.topics import Service

from notifier.app.retailer_events import Heard, own
from notifier.domain.rows import KEPT, Row
from notifier.domain.triggers import State
from notifier.store import ledger, queue


def announce(connection: Connection, ends: Iterable[tuple[Row, datetime]]) -> list[Heard]:
    """Queue the ends of rows, in the transaction that records them; open rows say nothing.

    Answers what was queued, in its own bytes: retailers hear of it as the transaction's last step.
    """
    ended = [(row, _heard(row, said)) for row, at in ends if (said := _said(row, at)) is not None]
    if ended:
        queue.enqueue(connection, [(one.record, ledger.stating(row)) for row, one in ended])
    return [one for _, one in ended]


def _heard(row: Row, said: Notification) -> Heard:
    about = row.about
    key = about.shipment_id or about.order_id
    name = f"{row.id}:{row.state}"
    return own(envelope(Service.NOTIFIER, name, said.at, key, said, about.traceparent))


def _said(row: Row, now: datetime) -> Notification | None:
    about, what = row.about, row.what
    values = {
        "retailer": about.retailer,
        "ledger_id": row.id,
        "order_id": about.order_id,
        "recipient_id": row.recipient_id,
        "trigger": str(what.trigger),
        "occasion": what.occasion,
        "channel": str(row.channel),
        "subject_key": what.subject_key,
        "at": now,
        "shipment_id": about.shipment_id,
        "caused_by": about.caused_by,
    }
    match row.state:
        case State.SENT:
            return NotificationSent(**values, kept=row.detail == KEPT)  # type: ignore[arg-type]  # one dict for three
        case State.FAILED:
            return NotificationFailed(**values, detail=row.detail or "")  # type: ignore[arg-type]
        case State.SUPPRESSED:
            return NotificationSuppressed(**values, detail=row.detail or "")  # type: ignore[arg-type]
    return None
