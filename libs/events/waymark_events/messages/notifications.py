"""Who was told what (`notification.events.v1`)."""

from waymark_events.ids import OrderId, RecipientId, RetailerId, ShipmentId
from waymark_events.values import Instant, Value


class Notification(Value, frozen=True, kw_only=True):
    """One message to one person by one channel. `subject_key` names journey or order.

    `trigger` and `occasion` as in the notifier's rules; `ledger_id` is stable and becomes the
    mail's Message-ID.
    """

    retailer: RetailerId
    ledger_id: str
    order_id: OrderId
    recipient_id: RecipientId
    trigger: str
    occasion: str
    channel: str
    subject_key: str
    at: Instant
    shipment_id: ShipmentId | None = None
    caused_by: str | None = None


class NotificationSent(Notification, frozen=True, kw_only=True):
    """It was handed to the mail or SMS provider, which took it.

    `kept`: it was kept to be looked at instead, for the retailer is a test mode.
    """

    kept: bool = False


class NotificationFailed(Notification, frozen=True, kw_only=True):
    """It could not be handed over; `detail` names the cause without the address."""

    detail: str


class NotificationSuppressed(Notification, frozen=True, kw_only=True):
    """It was not sent on purpose; `detail` is the rule, such as `stale` or `no_contact`."""

    detail: str
