"""Permanent type strings and the structs behind them; never a module path on the wire."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from waymark_events.messages import (
    carriers,
    intake,
    notifications,
    orders,
    people,
    retailers,
    shipments,
    statuses,
    webhooks,
)
from waymark_events.values import Value

TYPES: Final[Mapping[str, type[Value]]] = MappingProxyType(
    {
        "order.placed.v1": orders.OrderPlaced,
        "order.confirmed.v1": orders.OrderConfirmed,
        "order.processing.v1": orders.OrderProcessing,
        "order.delayed.v1": orders.OrderDelayed,
        "order.amended.v1": orders.OrderAmended,
        "order.parcel_booked.v1": orders.OrderParcelBooked,
        "order.promise_changed.v1": orders.OrderPromiseChanged,
        "order.parcel_moved.v1": orders.OrderParcelMoved,
        "order.parcel_cancelled.v1": orders.OrderParcelCancelled,
        "order.line_cancelled.v1": orders.OrderLineCancelled,
        "order.cancelled.v1": orders.OrderCancelled,
        "order.returned.v1": orders.OrderReturned,
        "order.refunded.v1": orders.OrderRefunded,
        "order.completed.v1": orders.OrderCompleted,
        "contact.changed.v1": people.ContactChanged,
        "retailer.changed.v1": retailers.RetailerChanged,
        "key.changed.v1": retailers.KeyChanged,
        "recipient.erased.v1": people.RecipientErased,
        "intake.accepted.v1": intake.IntakeAccepted,
        "intake.refused.v1": intake.IntakeRefused,
        "shipment.booked.v1": shipments.ShipmentBooked,
        "shipment.promised.v1": shipments.ShipmentPromised,
        "shipment.cancelled.v1": shipments.ShipmentCancelled,
        "shipment.linked.v1": shipments.ShipmentLinked,
        "shipment.scanned.v1": shipments.ShipmentScanned,
        "shipment.estimated.v1": shipments.ShipmentEstimated,
        "shipment.promise_missed.v1": shipments.ShipmentPromiseMissed,
        "shipment.fell_silent.v1": shipments.ShipmentFellSilent,
        "shipment.never_seen.v1": shipments.ShipmentNeverSeen,
        "shipment.expired.v1": shipments.ShipmentExpired,
        "shipment.status_changed.v1": statuses.ShipmentStatusChanged,
        "carrier.payload_received.v1": carriers.PayloadReceived,
        "shipment.private_noted.v1": shipments.ShipmentPrivateNoted,
        "carrier.looked.v1": carriers.CarrierLooked,
        "carrier.account_state.v1": carriers.CarrierAccountState,
        "contact.set.v1": people.ContactSet,
        "contact.keys_set.v1": people.ContactKeysSet,
        "retailer.set.v1": retailers.RetailerSet,
        "key.set.v1": retailers.KeySet,
        "notification.sent.v1": notifications.NotificationSent,
        "notification.failed.v1": notifications.NotificationFailed,
        "notification.suppressed.v1": notifications.NotificationSuppressed,
        "webhook.endpoint_disabled.v1": webhooks.WebhookEndpointDisabled,
        "order.place.v1": intake.OrderPlace,
        "order.amend.v1": intake.OrderAmend,
        "order.book_parcel.v1": intake.OrderBookParcel,
        "order.rebook_parcel.v1": intake.OrderRebookParcel,
        "order.cancel.v1": intake.OrderCancel,
        "order.return.v1": intake.OrderReturn,
        "contact.put.v1": intake.ContactPut,
    }
)

_NAMES: Final[Mapping[type[Value], str]] = MappingProxyType(
    {struct: name for name, struct in TYPES.items()}
)


def type_of(body: Value) -> str:
    """The type string of a message; KeyError for a value that is no message."""
    return _NAMES[type(body)]
