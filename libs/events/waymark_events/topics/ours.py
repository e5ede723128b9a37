"""Our own topics: what the services say to each other.

Growing a topic is a new version of it: the declared count of partitions never changes.
"""

from types import MappingProxyType
from typing import Final

from waymark_events.topics.names import (
    CARRIER_LOOKS,
    CARRIER_PAYLOADS,
    CONTACT,
    CONTACT_KEYS,
    KEY,
    NOTIFICATION_EVENTS,
    ORDER_EVENTS,
    RETAILER,
    SHIPMENT_EVENTS,
    SHIPMENT_PRIVATE,
    SHIPMENT_STATUS,
)
from waymark_events.topics.topic import (
    DEAD_LETTER_CAP,
    MONTH_MS,
    PAYLOAD_CAP,
    STREAM_CAP,
    Service,
    Topic,
)


def _topic(
    name: str,
    key: str,
    readers: str,
    *,
    compacted: bool = False,
    personal: bool = False,
    retention_ms: int | None = None,
    max_bytes: int = STREAM_CAP,
    **writers: str,
) -> Topic:
    """Declare a topic; `writers` gives each service the types it writes, without `.v1`."""
    return Topic(
        name=name,
        key=key,
        readers=tuple(Service(reader) for reader in readers.split()),
        writers=MappingProxyType(
            {f"{kind}.v1": Service(who) for who, kinds in writers.items() for kind in kinds.split()}
        ),
        compacted=compacted,
        personal=personal,
        retention_ms=retention_ms,
        max_bytes=max_bytes,
    )


_ALL: Final = "order carrier_ingest projection notifier"
DECLARED: Final = (
    _topic(
        ORDER_EVENTS,
        "order id",
        "order projection notifier",
        order="order.placed order.confirmed order.processing order.delayed order.amended "
        "order.parcel_booked order.promise_changed order.parcel_moved order.parcel_cancelled "
        "order.line_cancelled order.cancelled order.returned order.refunded order.completed "
        "contact.changed retailer.changed key.changed recipient.erased "
        "intake.accepted intake.refused",
    ),
    _topic(
        SHIPMENT_EVENTS,
        "shipment id",
        "carrier_ingest projection",
        order="shipment.booked shipment.promised shipment.cancelled shipment.linked",
        carrier_ingest="shipment.scanned shipment.estimated",
        projection="shipment.promise_missed shipment.fell_silent shipment.never_seen "
        "shipment.expired",
    ),
    _topic(
        SHIPMENT_STATUS,
        "shipment id",
        "order carrier_ingest projection notifier",
        projection="shipment.status_changed",
    ),
    _topic(
        CARRIER_PAYLOADS,
        "account and number, else digest of the bytes",
        "carrier_ingest",
        retention_ms=MONTH_MS,
        max_bytes=PAYLOAD_CAP,
        carrier_ingest="carrier.payload_received",
    ),
    _topic(
        SHIPMENT_PRIVATE,
        "shipment id",
        "projection",
        retention_ms=MONTH_MS,
        carrier_ingest="shipment.private_noted",
    ),
    _topic(
        CARRIER_LOOKS,
        "shipment id; account id",
        "projection",
        compacted=True,
        carrier_ingest="carrier.looked carrier.account_state",
    ),
    _topic(
        CONTACT,
        "recipient id",
        "notifier order",
        compacted=True,
        personal=True,
        order="contact.set",
    ),
    _topic(
        CONTACT_KEYS,
        "recipient id",
        "projection",
        compacted=True,
        personal=True,
        order="contact.keys_set",
    ),
    _topic(RETAILER, "retailer id", _ALL, compacted=True, order="retailer.set"),
    _topic(KEY, "key id", _ALL, compacted=True, order="key.set"),
    _topic(
        NOTIFICATION_EVENTS,
        "shipment id or order id",
        "projection notifier",
        notifier="notification.sent notification.failed notification.suppressed "
        "webhook.endpoint_disabled",
    ),
    *(
        _topic(
            f"{service}.dead-letters.v1",
            "the original key",
            "",
            retention_ms=MONTH_MS,
            max_bytes=DEAD_LETTER_CAP,
        )
        for service in Service
    ),
)
