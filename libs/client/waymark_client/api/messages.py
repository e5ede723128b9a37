"""`/v1/messages`: who was told what, and of a test mode what it said."""

from datetime import datetime

from msgspec import Struct

from waymark_client.calls import Call, Page, get, place, reader
from waymark_client.methods import Listing, Method, Part, Side


class Message(Struct, frozen=True, kw_only=True):
    """One message to one person by one channel.

    `state` is waiting, due or sending, or its end: sent, failed or suppressed, with `detail` for
    the cause. `kept`: it was kept to be looked at, and not sent, for the retailer is a test mode.
    """

    id: str
    order_id: str
    recipient_id: str
    channel: str
    trigger: str
    occasion: str
    state: str
    planned_at: datetime
    changed_at: datetime
    kept: bool = False
    shipment_id: str | None = None
    parcel_id: str | None = None
    detail: str | None = None


class Contents(Struct, frozen=True, kw_only=True):
    """What a message said, and to whom; `subject` and `html` are a mail's."""

    to: str
    text: str
    subject: str | None = None
    html: str | None = None


class MessageSaid(Message, frozen=True, kw_only=True):
    """A message and what it said; None where nothing was kept of it."""

    contents: Contents | None = None


_MESSAGE = reader(MessageSaid)
_PAGE = reader(Page[Message])


def get_message(message: str) -> Call[MessageSaid]:
    """One message; of a test mode with what it said, for 30 days."""
    return get(place("messages", message), _MESSAGE)


def page_of(message: str) -> Call[str]:
    """What a message of a test mode said, as a page of HTML."""
    return get(f"{place('messages', message)}.html", _text)


def list_messages(
    *,
    order: str | None = None,
    shipment: str | None = None,
    recipient: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[Page[Message]]:
    """Messages, newest first, narrowed by what is given; `limit` is the size of a page."""
    path = place("messages")
    given = {"order": order, "shipment": shipment, "recipient": recipient}
    return get(path, _PAGE, **given, limit=limit, cursor=cursor)


def _text(body: bytes) -> str:
    return body.decode()


class Messages(Part[Side]):
    """Who was told what."""

    get = Method(get_message)
    page_of = Method(page_of)
    page = Method(list_messages)
    list = Listing(list_messages)
