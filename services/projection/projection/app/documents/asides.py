"""What stands beside shipments: when carriers were asked, who was told, what was said in private.

None of it is part of a stream or raises a version.
"""

from uuid import UUID

from waymark_events.codec import Envelope
from waymark_events.ids import is_id
from waymark_events.messages.carriers import CarrierAccountState, CarrierLooked
from waymark_events.messages.notifications import Notification
from waymark_events.messages.people import ContactKeysSet
from waymark_events.messages.shipments import ShipmentPrivateNoted
from waymark_runtime.consumer import Deleted, Work

from projection.store import documents
from projection.store.asides import KEPT


def on_contact_keys(work: Work) -> None:
    """Keep contact keys; a null value erases them."""
    last: dict[str, ContactKeysSet | None] = {}
    for _, step in work.steps():
        match step:
            case Deleted(key=name) if is_id(name):
                last[name] = None
            case Envelope(body=ContactKeysSet() as body):
                last[body.recipient_id] = body
    kept = [_key_row(one) for one in last.values() if one is not None]
    documents.keep_contact_keys(work.connection, kept)
    erased = [UUID(name) for name, one in last.items() if one is None]
    documents.drop_contact_keys(work.connection, erased)


def on_notifications(work: Work) -> None:
    """Keep who was told what."""
    told = [
        _told_row(message.type, message.body)
        for _, message in work.envelopes()
        if isinstance(message.body, Notification)
    ]
    documents.keep_told(work.connection, told)


def on_looks(work: Work) -> None:
    """Keep when carriers were asked, and whether their accounts answer."""
    bodies = [message.body for _, message in work.envelopes()]
    looks = [_look_row(one) for one in bodies if isinstance(one, CarrierLooked)]
    accounts = [_account_row(one) for one in bodies if isinstance(one, CarrierAccountState)]
    documents.keep_looks(work.connection, looks)
    documents.keep_accounts(work.connection, accounts)


def on_private_notes(work: Work) -> None:
    """Keep what carriers said in private, where it can be erased."""
    notes = [
        (UUID(message.subject), one.scan_id, one.retailer, one.observed_at, record.value)
        for record, message in work.envelopes()
        if isinstance(one := message.body, ShipmentPrivateNoted)
    ]
    documents.keep_notes(work.connection, notes)


def _key_row(one: ContactKeysSet) -> tuple[object, ...]:
    return (
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


def _told_row(kind: str, one: Notification) -> tuple[object, ...]:
    return (
        one.ledger_id,
        one.retailer,
        UUID(one.order_id),
        UUID(one.shipment_id) if one.shipment_id else None,
        one.trigger,
        one.occasion,
        one.channel,
        kind.split(".")[1],
        KEPT if getattr(one, "kept", False) else getattr(one, "detail", None),
        one.at,
    )


def _look_row(one: CarrierLooked) -> tuple[object, ...]:
    return (
        UUID(one.shipment_id),
        one.retailer,
        one.account,
        one.asked_at,
        one.answered_at,
        one.next_look_at,
        one.outcome,
    )


def _account_row(one: CarrierAccountState) -> tuple[object, ...]:
    return (
        one.retailer,
        one.account,
        one.carrier,
        one.healthy,
        one.since,
        one.checked_at,
        one.detail,
    )
