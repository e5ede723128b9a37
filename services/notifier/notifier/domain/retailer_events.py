"""What a retailer hears: messages of our own topics under the ids that callers know."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from waymark_events.codec import Envelope
from waymark_events.ids import RetailerId, public
from waymark_events.messages.intake import IntakeAnswer
from waymark_events.messages.notifications import Notification
from waymark_events.messages.orders import OrderEvent
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.messages.webhooks import WebhookEndpointDisabled

KEPT: Final = timedelta(days=30)
_VERSIONS: Final = 1_000_000
"""More than a shipment's statuses of one generation."""
_ANSWERS: Final = "intake."


class RetailerEvent(Struct, frozen=True, kw_only=True):
    """One event, the same by topic, webhook and list. `body` is the message's JSON, unchanged.

    `subject` is a public id. `sequence` grows with each newer event of a subject, with gaps; None
    where nothing is newer than the other. `at` is the message's own time.
    """

    retailer: RetailerId
    id: str
    type: str
    subject: str
    sequence: int | None
    at: datetime
    body: bytes

    @property
    def is_answer(self) -> bool:
        """Whether it answers a command, and so is said once more when that is repeated."""
        return self.type.startswith(_ANSWERS)


def retailer_event(message: Envelope, body: bytes) -> RetailerEvent | None:
    """The event of a message whose value is `body`; None where retailers hear nothing of it."""
    match message.body:
        case ShipmentStatusChanged(retailer=retailer, generation=generation, version=version):
            subject = public("shp", message.subject)
            sequence: int | None = generation * _VERSIONS + version
        case OrderEvent(order=order):
            retailer, subject = order.retailer, public("ord", order.order_id)
            sequence = order.version
        case Notification(retailer=retailer, shipment_id=shipment, order_id=order_id):
            subject = public("shp", shipment) if shipment else public("ord", order_id)
            sequence = None
        case WebhookEndpointDisabled(retailer=retailer, endpoint_id=endpoint):
            subject, sequence = public("whk", endpoint), None
        case IntakeAnswer(retailer=retailer):
            subject, sequence = _answered(message.body, message.subject), None
        case _:
            return None
    return RetailerEvent(
        retailer=retailer,
        id=message.id,
        type=message.written_as,
        subject=subject,
        sequence=sequence,
        at=message.time,
        body=body,
    )


def _answered(answer: IntakeAnswer, command: str) -> str:
    """What an answer is about: the order, the person, or, where neither was named, the command."""
    if answer.order_id is not None:
        return public("ord", answer.order_id)
    if answer.recipient_id is not None:
        return public("rcp", answer.recipient_id)
    return public("cmd", command)


def is_kept(event: RetailerEvent, now: datetime) -> bool:
    """Whether it is young enough: a topic read from its start tells nobody of years ago."""
    return event.at > now - KEPT
