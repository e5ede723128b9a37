"""What has been read of everything a message needs, at the moment it is judged."""

from collections.abc import Callable

from psycopg import Connection
from waymark_events.messages.retailers import RetailerSet

from notifier.domain.judging import Known
from notifier.domain.rows import Row
from notifier.store import documents, ledger


def known_of(
    connection: Connection, row: Row, retailer: Callable[[str], RetailerSet | None]
) -> Known:
    """The row's order, contact, retailer and parcel, and what a correction takes back."""
    about = row.about
    contact, gone = documents.contact(connection, row.recipient_id)
    shipments = [about.shipment_id] if about.shipment_id is not None else []
    parcels = [about.parcel_id] if about.parcel_id is not None else []
    legs = documents.legs(connection, shipments, parcels) if shipments else {}
    back = row.what.inputs.taken_back
    return Known(
        order=documents.order(connection, about.order_id),
        contact=contact,
        gone=gone,
        retailer=retailer(about.retailer),
        legs=[leg.message for leg in legs.values()],
        taken_back=ledger.one(connection, back) if back is not None else None,
    )
