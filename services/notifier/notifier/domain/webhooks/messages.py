"""Events as they are posted and listed: the JSON around the message's own bytes."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Raw
from waymark_events.ids import public
from waymark_events.webhooks import TEST_TYPE, RetailerMessage, WebhookTest, message_bytes

from notifier.domain.retailer_events import RetailerEvent

_TRIAL: Final = "Somebody asked Waymark to send this; nothing happened to any order or parcel."


def retailer_message(event: RetailerEvent) -> RetailerMessage:
    """An event as every retailer's program reads it over HTTP."""
    return RetailerMessage(
        id=event.id,
        type=event.type,
        timestamp=event.at,
        subject=event.subject,
        sequence=event.sequence,
        data=Raw(event.body),
    )


def posted(event: RetailerEvent) -> bytes:
    """What is signed and sent."""
    return message_bytes(retailer_message(event))


def trial_message(endpoint: UUID, name: str, at: datetime) -> RetailerMessage:
    """What is sent to try an endpoint: its type says that nothing happened."""
    hook = public("whk", str(endpoint))
    return RetailerMessage(
        id=name,
        type=TEST_TYPE,
        timestamp=at,
        subject=hook,
        sequence=None,
        data=Raw(msgspec.json.encode(WebhookTest(endpoint=hook, message=_TRIAL))),
    )
