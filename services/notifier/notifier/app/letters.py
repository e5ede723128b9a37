"""A row in the words of the person it goes to. Rendered when it is sent, never kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from waymark_events.ids import OrderId
from waymark_events.links import token
from waymark_events.messages.orders import LinkGrant, OrderState
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.values import Content
from waymark_words import NoticeWords, ParcelWords, choose_language, notice, say

from notifier.domain.judging import Send
from notifier.domain.of_orders import travelling


class Letter(Struct, frozen=True, kw_only=True):
    """A message as text, for every channel. `sentence` is subject and heading."""

    language: str
    sentence: str
    lines: tuple[str, ...]
    greeting: str
    contents_title: str
    contents: tuple[str, ...]
    button: str
    link: str
    footer: str
    help: str | None
    retailer: str
    colour: str


class Links:
    """Makes tracking links: nobody stores them, three services compute them alike."""

    def __init__(self, public_url: str, keys: Mapping[str, bytes]) -> None:
        self._public_url = public_url
        self._keys = keys

    def knows(self, grant: LinkGrant) -> bool:
        """Whether the key of this link is among ours."""
        return grant.kid in self._keys

    def address(self, order: OrderId, grant: LinkGrant) -> str:
        """The page's address for the person the link was made for."""
        key = self._keys[grant.kid]
        text = token(key, order, grant.recipient_id, grant.role, grant.link_version)
        return f"{self._public_url}/t/{text}"


def letter(send: Send, links: Links, now: datetime) -> Letter:
    """Write a message; its first sentence is the page's."""
    retailer, order = send.retailer, send.order
    language = choose_language(None, send.contact.language, None, retailer.default_language)
    said = notice(language, _words(send), now)
    name = send.contact.name
    contact = retailer.support_email or retailer.support_url or retailer.support_phone
    return Letter(
        language=language,
        sentence=said.sentence,
        lines=said.lines,
        greeting=say(language, "mail.greeting", name=name)
        if name
        else say(language, "mail.greeting_plain"),
        contents_title=say(language, "mail.contents"),
        contents=_contents(language, send),
        button=say(language, "mail.button"),
        link=links.address(order.order_id, send.link),
        footer=say(language, "mail.footer", reference=order.reference, retailer=retailer.name),
        help=say(language, "mail.help", retailer=retailer.name, contact=contact)
        if contact
        else None,
        retailer=retailer.name,
        colour=retailer.colour,
    )


def _words(send: Send) -> NoticeWords:
    inputs = send.row.what.inputs
    titles = [line.title for line in send.order.lines if line.line_no == inputs.line_no]
    return NoticeWords(
        trigger=send.row.what.trigger,
        retailer=send.retailer.name,
        reference=send.order.reference,
        parcel=_parcel(send, send.parcel) if send.parcel is not None else None,
        parcels=len(travelling(send.order)),
        day=inputs.day,
        amount=inputs.amount,
        title=titles[0] if titles else None,
        taken_back=inputs.taken_trigger,
    )


def _parcel(send: Send, status: ShipmentStatusChanged) -> ParcelWords:
    order_id = send.order.order_id
    booking = next(one for one in status.status.bookings if one.order_id == order_id)
    return ParcelWords(
        status=status.status,
        retailer=send.retailer.name,
        zone=send.contact.zone or send.order.destination.zone,
        since=status.since,
        direction=booking.direction,
        way=booking.way,
    )


def _contents(language: str, send: Send) -> tuple[str, ...]:
    titles = {line.line_no: line.title for line in send.order.lines}
    return tuple(
        say(language, "page.piece", quantity=one.quantity, title=titles[one.line_no])
        for one in _pieces(send.order, send.row.about.parcel_id)
        if one.line_no in titles
    )


def _pieces(order: OrderState, parcel_id: str | None) -> Sequence[Content]:
    parcels = [one for one in order.parcels if one.parcel_id == parcel_id]
    return parcels[0].contents or () if parcels else ()
