"""What people are told about, how long it stays worth telling, and by which channel."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Trigger(StrEnum):
    """What happened; the values are permanent, they stand in the ledger and in messages."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    PARTLY_CANCELLED = "partly_cancelled"
    ORDER_DELAYED = "order_delayed"
    SHIPPED = "shipped"
    CUSTOMS_DUE = "customs_due"
    DELAYED = "delayed"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    WAITING_FOR_COLLECTION = "waiting_for_collection"
    LAST_CALL = "last_call"
    DELIVERED = "delivered"
    ALL_DELIVERED = "all_delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"
    REFUNDED = "refunded"
    CORRECTION = "correction"
    REPLACED = "replaced"


OF_ORDERS: Final = frozenset(
    {
        Trigger.CONFIRMED,
        Trigger.CANCELLED,
        Trigger.PARTLY_CANCELLED,
        Trigger.ORDER_DELAYED,
        Trigger.REFUNDED,
        Trigger.REPLACED,
        Trigger.ALL_DELIVERED,
    }
)
"""Those that tell of an order; all others tell of a parcel."""


class Channel(StrEnum):
    """How a message reaches a person."""

    EMAIL = "email"
    SMS = "sms"


class State(StrEnum):
    """Where a row of the ledger stands; the last three are ends.

    `waiting`: something that belongs to it was not read yet. `sending` is committed before the
    message leaves, so that a row found in it after its lease may have been sent or not.
    """

    WAITING = "waiting"
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


MOST_DELAYS: Final = 3
BY_SMS: Final = frozenset(
    {
        Trigger.CUSTOMS_DUE,
        Trigger.OUT_FOR_DELIVERY,
        Trigger.ATTEMPT_FAILED,
        Trigger.WAITING_FOR_COLLECTION,
        Trigger.LAST_CALL,
        Trigger.DELIVERED,
        Trigger.CORRECTION,
    }
)
_USUAL: Final = timedelta(hours=48)
_LONG: Final = timedelta(days=7)
_FRESH_FOR: Final[Mapping[Trigger, timedelta]] = MappingProxyType(
    {Trigger.DELIVERED: _LONG, Trigger.ALL_DELIVERED: _LONG, Trigger.LOST: _LONG}
)


def fresh_for(trigger: Trigger) -> timedelta:
    """How old a fact may be when we learn it and still be told."""
    return _FRESH_FOR.get(trigger, _USUAL)


def channels(trigger: Trigger, *, sms: bool) -> tuple[Channel, ...]:
    """Every message is a mail; what cannot wait for one is an SMS too, where the retailer does."""
    return (Channel.EMAIL, Channel.SMS) if sms and trigger in BY_SMS else (Channel.EMAIL,)
