"""Our own topics by name: one word for one topic, wherever one is spoken of."""

from typing import Final

ORDER_EVENTS: Final = "order.events.v1"
SHIPMENT_EVENTS: Final = "shipment.events.v1"
SHIPMENT_STATUS: Final = "shipment.status.v1"
SHIPMENT_PRIVATE: Final = "shipment.private.v1"
CARRIER_PAYLOADS: Final = "carrier.payloads.v1"
CARRIER_LOOKS: Final = "carrier.looks.v1"
NOTIFICATION_EVENTS: Final = "notification.events.v1"
CONTACT: Final = "contact.v1"
CONTACT_KEYS: Final = "contact.keys.v1"
RETAILER: Final = "retailer.v1"
KEY: Final = "key.v1"
