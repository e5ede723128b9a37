"""The kept status changes: what was published of shipments, as it was published."""

from uuid import UUID

from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_runtime.consumer import Work

from projection.store import documents


def on_status_changes(work: Work) -> None:
    """Keep status changes with their places and append times; what is published again once only.

    A topic may say 1 2 3 2: whoever follows a live stream must not see a parcel go back.
    """
    highest: dict[str, tuple[int, int]] = {}
    kept: list[tuple[object, ...]] = []
    for record, message in work.envelopes():
        one = message.body
        if not isinstance(one, ShipmentStatusChanged):
            continue
        said = (one.generation, one.version)
        if said <= highest.get(message.subject, (0, 0)):
            continue
        highest[message.subject] = said
        about = (one.retailer, UUID(message.subject), *said)
        kept.append((record.partition, record.offset, *about, record.appended_at, record.value))
    documents.keep_changes(work.connection, kept)
