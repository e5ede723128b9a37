"""What became of a message, as an event."""

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

from notifier.domain.rows import Row
from notifier.domain.triggers import State
from notifier.store import queue


def announce(connection: Connection, row: Row, now: datetime) -> None:
    """Queue the end of a row, in the transaction that records it; open rows say nothing."""
    said = _said(row, now)
    if said is None:
        return
    about = row.about
    key = about.shipment_id or about.order_id
    name = f"{row.id}:{row.state}"
    queue.enqueue(connection, envelope(Service.NOTIFIER, name, now, key, said, about.traceparent))


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
            return NotificationSent(**values)  # type: ignore[arg-type]  # one dict for three
        case State.FAILED:
            return NotificationFailed(**values, detail=row.detail or "")  # type: ignore[arg-type]
        case State.SUPPRESSED:
            return NotificationSuppressed(**values, detail=row.detail or "")  # type: ignore[arg-type]
    return None
