"""What is posted: the JSON around the message's own bytes."""

from uuid import UUID

import msgspec
from notifier.domain.retailer_events import RetailerEvent
from notifier.domain.webhooks.messages import posted, retailer_message, trial_message
from notifier_given import NOW, SHOP
from waymark_events.ids import public

HOOK = UUID("8b1f4c52-6f0e-4d0b-9a51-2f3c7a9e4d10")
EVENT = RetailerEvent(
    retailer=SHOP,
    id="event-1",
    type="order.placed.v1",
    subject="ord_1",
    sequence=7,
    at=NOW,
    body=b'{"b": 2, "a": 1}',
)


def test_an_event_is_posted_around_the_messages_own_bytes() -> None:
    """No byte of the message is changed; it is signed as it was said."""
    sent = posted(EVENT)

    assert msgspec.json.decode(sent) == {
        "id": "event-1",
        "type": "order.placed.v1",
        "timestamp": "2026-03-10T09:00:00Z",
        "subject": "ord_1",
        "sequence": 7,
        "data": {"b": 2, "a": 1},
    }
    assert EVENT.body in sent
    assert sent == msgspec.json.encode(retailer_message(EVENT))


def test_a_trial_says_that_nothing_happened() -> None:
    """It is about the endpoint alone, and no program takes it for an order's event."""
    hook = public("whk", str(HOOK))

    message = trial_message(HOOK, "trial-1", NOW)

    assert (message.id, message.type, message.timestamp) == ("trial-1", "webhook.test.v1", NOW)
    assert (message.subject, message.sequence) == (hook, None)
    assert hook.startswith("whk_")
    data = msgspec.json.decode(message.data)
    assert data["endpoint"] == hook
    assert "nothing happened" in data["message"]
