"""Which orders a shipment belongs to, as its facts say."""

import msgspec
from waymark_events.messages.shipments import ShipmentBooked, ShipmentFact

from projection.store.shipments import Row


def book(row: Row, body: ShipmentFact) -> bool:
    """Note the order that a fact names in the row; False when it names none."""
    order, version = getattr(body, "order_id", None), getattr(body, "order_version", None)
    if order is None or version is None:
        return False
    versions = msgspec.json.decode(row.order_versions, type=dict[str, int])
    versions[order] = max(version, versions.get(order, 0))
    row.order_versions = msgspec.json.encode(versions).decode()
    if isinstance(body, ShipmentBooked) and order not in row.orders:
        row.orders += (order,)
        row.references += (body.order_reference,)
    return True
