"""Rows to judge, and all that a message needs to go out."""

from datetime import datetime
from typing import Any

from notifier.domain.judging import Known
from notifier.domain.rows import About, Inputs, Occurrence, Row
from notifier.domain.triggers import Channel, Trigger
from notifier_given import ANNA, NOW, ORDER, SHOP, leg, order, status
from waymark_events.ids import parcel_id
from waymark_events.messages.people import ContactSet
from waymark_events.messages.retailers import RetailerSet


def row(trigger: Trigger = Trigger.DELIVERED, occasion: str = "1", **more: Any) -> Row:
    """A mail to Anna about the parcel; `inputs`, `happened_at` and the row's own as given."""
    given: dict[str, Any] = {"channel": Channel.EMAIL, "planned_at": NOW}
    what = Occurrence(
        trigger=trigger,
        subject_key="j-1",
        occasion=occasion,
        happened_at=more.pop("happened_at", NOW),
        fact="fact",
        inputs=more.pop("inputs", Inputs()),
    )
    about = About(
        retailer=SHOP,
        order_id=ORDER,
        caused_by="fact-1",
        shipment_id=leg().shipment_id,
        parcel_id=parcel_id(ORDER, 1),
    )
    return Row(about=about, what=what, recipient_id=ANNA, **given | more)


def order_row(trigger: Trigger, happened_at: datetime = NOW, **more: Any) -> Row:
    """A mail to Anna about her order."""
    about = About(retailer=SHOP, order_id=ORDER, caused_by="event-1")
    what = Occurrence(
        trigger=trigger,
        subject_key=ORDER,
        occasion="1",
        happened_at=happened_at,
        fact="fact",
        inputs=more.pop("inputs", Inputs()),
    )
    given: dict[str, Any] = {"channel": Channel.EMAIL, "planned_at": NOW}
    return Row(about=about, what=what, recipient_id=ANNA, **given | more)


def contact(**more: Any) -> ContactSet:
    given = {"name": "Anna", "email": "anna@example.org", "phone": "+49301234567", "language": "en"}
    return ContactSet(retailer=SHOP, recipient_id=ANNA, version=1, **given | more)


def retailer(**more: Any) -> RetailerSet:
    given: dict[str, Any] = {"name": "Nordlicht", "sms": True, "default_language": "de"}
    return RetailerSet(retailer=SHOP, version=1, **given | more)


def known(milestone: str = "delivered", **more: Any) -> Known:
    """Everything was read and the parcel is there."""
    given: dict[str, Any] = {
        "order": order(),
        "contact": contact(),
        "retailer": retailer(),
        "legs": [status(milestone)],
    }
    return Known(**given | more)
