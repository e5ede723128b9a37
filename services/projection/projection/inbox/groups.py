"""The worker's consumer groups: which topic is applied by which handler.

A group's name is permanent: its positions are stored under it.
"""

from collections.abc import Mapping
from typing import Final

from waymark_events.topics.names import (
    CARRIER_LOOKS,
    CONTACT_KEYS,
    NOTIFICATION_EVENTS,
    ORDER_EVENTS,
    SHIPMENT_EVENTS,
    SHIPMENT_PRIVATE,
    SHIPMENT_STATUS,
)
from waymark_runtime.worker import Worker

from projection.app.documents import asides, changes
from projection.app.documents.orders import OrderKeeper
from projection.app.projecting import Projector

PROJECTOR: Final = "projector"
PROJECTORS: Final = 2
"""One folds while the other waits for its transaction or for the broker."""
LOOKS_GROUP: Final = "looks"
CHANGES: Final = "changes"
ORDERS: Final = "orders"


def project(worker: Worker) -> None:
    """Register the projector's group."""
    worker.consume(PROJECTOR, [SHIPMENT_EVENTS], Projector().on_shipment_events, members=PROJECTORS)


def subscribe(worker: Worker, link_keys: Mapping[str, bytes]) -> None:
    """Register every group of the worker."""
    project(worker)
    worker.consume(ORDERS, [ORDER_EVENTS], OrderKeeper(link_keys).on_order_events)
    worker.consume(LOOKS_GROUP, [CARRIER_LOOKS], asides.on_looks)
    worker.consume("contact-keys", [CONTACT_KEYS], asides.on_contact_keys)
    worker.consume("told", [NOTIFICATION_EVENTS], asides.on_notifications)
    worker.consume("private", [SHIPMENT_PRIVATE], asides.on_private_notes)
    worker.consume(CHANGES, [SHIPMENT_STATUS], changes.on_status_changes)
