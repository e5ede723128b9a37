"""The worker's consumer groups: which topic is applied by which handler.

A group's name is permanent: its positions are stored under it.
"""

from collections.abc import Mapping
from typing import Final

from waymark_runtime.worker import Worker

from projection.app.documents import asides, changes
from projection.app.documents.orders import OrderKeeper
from projection.app.incoming import STREAM
from projection.app.projecting import Projector
from projection.app.saying import STATUS
from projection.app.watching import LOOKS

PROJECTOR: Final = "projector"
PROJECTORS: Final = 2
"""One folds while the other waits for its transaction or for the broker."""
LOOKS_GROUP: Final = "looks"
CHANGES: Final = "changes"
ORDERS: Final = "orders"


def project(worker: Worker) -> None:
    """Register the projector's group."""
    worker.consume(PROJECTOR, [STREAM], Projector().on_shipment_events, members=PROJECTORS)


def subscribe(worker: Worker, link_keys: Mapping[str, bytes]) -> None:
    """Register every group of the worker."""
    project(worker)
    worker.consume(ORDERS, ["order.events.v1"], OrderKeeper(link_keys).on_order_events)
    worker.consume(LOOKS_GROUP, [LOOKS], asides.on_looks)
    worker.consume("contact-keys", ["contact.keys.v1"], asides.on_contact_keys)
    worker.consume("told", ["notification.events.v1"], asides.on_notifications)
    worker.consume("private", ["shipment.private.v1"], asides.on_private_notes)
    worker.consume(CHANGES, [STATUS], changes.on_status_changes)
