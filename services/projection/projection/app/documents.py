"""Takes the topics whose rows are joined at read; each handler writes the rows of one topic."""

from collections.abc import Iterator
from uuid import UUID

import msgspec
from waymark_events.codec import Envelope, Refusal, UnknownType, decode
from waymark_events.links import token, token_digest
from waymark_events.messages.carriers import CarrierAccountState, CarrierLooked
from waymark_events.messages.notifications import Notification
from waymark_events.messages.orders import OrderEvent, OrderState
from waymark_events.messages.people import ContactKeysSet
from waymark_events.messages.shipments import ShipmentPrivateNoted
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.topics import TOPICS
from waymark_runtime.consumer import Work
from waymark_runtime.records import Arrived

from projection.store import documents


def on_order_events(work: Work, link_keys: dict[str, bytes]) -> None:
    """Keep the newest document of each order and the links it grants."""
    newest: dict[str, OrderEvent] = {}
    for _, message in _messages(work):
        if isinstance(message.body, OrderEvent):
            event = message.body
            kept = newest.get(event.order.order_id)
            if kept is None or event.order.version > kept.order.version:
                newest[event.order.order_id] = event
    events = [newest[name] for name in sorted(newest)]
    documents.keep_orders(work.connection, [_order_row(event) for event in events])
    ordered = [event.order for event in events]
    links = [row for order in ordered for row in _link_rows(order, link_keys)]
    granted = [
        (UUID(order.order_id), [row[0] for row in _link_rows(order, link_keys)])
        for order in ordered
    ]
    documents.keep_links(work.connection, links, granted)


def on_contact_keys(work: Work) -> None:
    """Keep contact keys; a null value erases them."""
    kept, erased = [], []
    for record in work.records:
        if record.value is None and record.key is not None:
            erased.append(UUID(record.key.decode()))
    for _, message in _messages(work):
        if isinstance(message.body, ContactKeysSet):
            one = message.body
            kept.append(
                (
                    UUID(one.recipient_id),
                    one.retailer,
                    one.version,
                    one.language,
                    one.zone,
                    one.postcode,
                    one.email,
                    one.phone,
                    one.family_name,
                )
            )
    documents.keep_contact_keys(work.connection, kept)
    documents.drop_contact_keys(work.connection, erased)


def on_notifications(work: Work) -> None:
    """Keep who was told what."""
    told = []
    for _, message in _messages(work):
        if isinstance(message.body, Notification):
            one = message.body
            told.append(
                (
                    one.ledger_id,
                    one.retailer,
                    UUID(one.order_id),
                    UUID(one.shipment_id) if one.shipment_id else None,
                    one.trigger,
                    one.occasion,
                    one.channel,
                    message.type.split(".")[1],
                    getattr(one, "detail", None),
                    one.at,
                )
            )
    documents.keep_told(work.connection, told)


def on_looks(work: Work) -> None:
    """Keep when carriers were asked, and whether their accounts answer."""
    looks, accounts = [], []
    for _, message in _messages(work):
        one = message.body
        if isinstance(one, CarrierLooked):
            looks.append(
                (
                    UUID(one.shipment_id),
                    one.retailer,
                    one.account,
                    one.asked_at,
                    one.answered_at,
                    one.next_look_at,
                    one.outcome,
                )
            )
        elif isinstance(one, CarrierAccountState):
            accounts.append(
                (
                    one.retailer,
                    one.account,
                    one.carrier,
                    one.healthy,
                    one.since,
                    one.checked_at,
                    one.detail,
                )
            )
    documents.keep_looks(work.connection, looks)
    documents.keep_accounts(work.connection, accounts)


def on_private_notes(work: Work) -> None:
    """Keep what carriers said in private, where it can be erased."""
    notes = []
    for record, message in _messages(work):
        if isinstance(message.body, ShipmentPrivateNoted):
            one = message.body
            notes.append(
                (UUID(message.subject), one.scan_id, one.retailer, one.observed_at, record.value)
            )
    documents.keep_notes(work.connection, notes)


def on_status_changes(work: Work) -> None:
    """Keep the status changes as they were published, with their append times."""
    changes = []
    for record, message in _messages(work):
        if isinstance(message.body, ShipmentStatusChanged):
            one = message.body
            changes.append(
                (
                    record.partition,
                    record.offset,
                    one.retailer,
                    UUID(message.subject),
                    one.generation,
                    one.version,
                    record.appended_at,
                    record.value,
                )
            )
    documents.keep_changes(work.connection, changes)


def _messages(work: Work) -> Iterator[tuple[Arrived, Envelope]]:
    """Decode a batch; what is no message of ours is parked, an unknown type is left to later."""
    for record in work.records:
        if record.value is None and TOPICS[record.topic].compacted:
            continue
        message = decode(record.key, record.value, record.headers)
        if isinstance(message, Refusal):
            work.park(record, message.reason, message.detail)
        elif not isinstance(message, UnknownType):
            yield record, message


def _order_row(event: OrderEvent) -> tuple[object, ...]:
    order = event.order
    return (
        UUID(order.order_id),
        order.retailer,
        order.reference,
        order.version,
        order.state,
        order.placed_at,
        event.at,
        msgspec.json.encode(order),
    )


def _link_rows(order: OrderState, link_keys: dict[str, bytes]) -> list[tuple[bytes, ...]]:
    rows = []
    for grant in order.links:
        text = token(
            link_keys[grant.kid],
            order.order_id,
            grant.recipient_id,
            grant.role,
            grant.link_version,
        )
        rows.append(
            (
                token_digest(text),
                order.retailer,
                UUID(order.order_id),
                UUID(grant.recipient_id),
                grant.role,
            )
        )
    return rows
