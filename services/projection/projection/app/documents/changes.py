"""The kept status changes: what was published of shipments, as it was published."""

from uuid import UUID

from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_runtime.consumer import Work

from projection.app.reading import envelopes
from projection.store import documents


def on_status_changes(work: Work) -> None:
    """Keep status changes with their places and append times."""
    documents.keep_changes(
        work.connection,
        [
            (
                record.partition,
                record.offset,
                one.retailer,
                UUID(message.subject),
                one.generation,
                one.version,
                record.appended_at,
                record.value,
            )
            for record, message in envelopes(work)
            if isinstance(one := message.body, ShipmentStatusChanged)
        ],
    )
