"""What a scan can mean: milestones, reasons, kinds, flags, actions, and their rules."""

from enum import StrEnum
from typing import Final


class Milestone(StrEnum):
    """The large word; the order of declaration is the rank used to break ties in time."""

    UNKNOWN = "unknown"
    ANNOUNCED = "announced"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    EXCEPTION = "exception"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    RETURNING = "returning"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    LOST = "lost"
    DISPOSED = "disposed"


RANK: Final = {milestone: rank for rank, milestone in enumerate(Milestone)}
TERMINAL: Final = frozenset(
    {
        Milestone.DELIVERED,
        Milestone.RETURNED,
        Milestone.CANCELLED,
        Milestone.LOST,
        Milestone.DISPOSED,
    }
)


class Kind(StrEnum):
    """What a carrier's code does to the milestone."""

    EVENT = "event"
    INFO = "info"
    CORRECTION = "correction"


class Certainty(StrEnum):
    """How sure the instant derived from a printed time is."""

    EXACT = "exact"
    PLACE = "place"
    ACCOUNT = "account"
    NONE = "none"


class Flag(StrEnum):
    """What time passing, or an odd history, sets beside the milestone."""

    LATE = "late"
    DELAYED = "delayed"
    SILENT = "silent"
    NEVER_SEEN = "never_seen"
    EXPIRED = "expired"
    AFTER_END = "after_end"
    NUMBER_USED_BEFORE = "number_used_before"


class Direction(StrEnum):
    """Which way the goods go, seen from the retailer."""

    OUTBOUND = "outbound"
    RETURN = "return"
    INBOUND = "inbound"


class Way(StrEnum):
    """How the parcel was booked to reach its end."""

    HOME = "home"
    PICKUP_POINT = "pickup_point"
    LOCKER = "locker"
    STORE = "store"
    FREIGHT = "freight"
    UNTRACKED = "untracked"


class LinkKind(StrEnum):
    """How one tracking number follows from another."""

    REBOOK = "rebook"
    REPLACEMENT = "replacement"
    RETURN = "return"
    HANDOVER = "handover"
    RELABEL = "relabel"
    PIECE = "piece"


class Party(StrEnum):
    """Who has to do something."""

    RECIPIENT = "recipient"
    RETAILER = "retailer"
    CARRIER = "carrier"


class Deed(StrEnum):
    """What has to be done."""

    COLLECT = "collect"
    PAY_DUTIES = "pay_duties"
    HAVE_CASH_READY = "have_cash_ready"
    HAVE_ID_READY = "have_id_ready"
    IDENTIFY = "identify"
    CONFIRM_ADDRESS = "confirm_address"
    CHOOSE_NEW_DATE = "choose_new_date"
    LOOK_AROUND = "look_around"
    TELL_RETAILER = "tell_retailer"
    HAND_OVER = "hand_over"
    CORRECT_NUMBER = "correct_number"
    CORRECT_ADDRESS = "correct_address"
    SEND_DOCUMENTS = "send_documents"
    PAY_CHARGES = "pay_charges"
    ASK_CARRIER = "ask_carrier"
    CLAIM = "claim"
    REPLACE_OR_REFUND = "replace_or_refund"
    REDELIVER = "redeliver"
    SEARCH = "search"


_DETAILS: Final = {
    "progress": "update departed arrived processed handed_over forwarded redirected resumed "
    "appointment_set recipient_contacted partly_delivered",
    "delivered": "to_recipient signed to_neighbour to_reception to_safe_place to_mailbox to_locker "
    "collected cash_paid damaged short other",
    "pickup": "counter locker store customs_office last_call other",
    "carrier": "delayed missorted damaged held capacity vehicle lost destroyed investigating "
    "missed other",
    "recipient": "not_home closed refused moved unknown not_collected access identity age "
    "payment_due asked_to_change other",
    "retailer": "wrong_address missing_data not_handed_over packaging cancelled recalled other",
    "customs": "presented held inspection documents_missing duties_due prohibited cleared",
    "external": "weather disaster strike holiday transport security regulation other",
}
UNSTATED: Final = "unstated"
UNMAPPED: Final = "unmapped"
REASONS: Final = frozenset(
    {f"{family}.{detail}" for family, details in _DETAILS.items() for detail in details.split()}
    | {UNSTATED, UNMAPPED}
)


def family(reason: str) -> str:
    """The part before the dot: who caused it (`unstated` and `unmapped` are their own)."""
    return reason.partition(".")[0]


def fits(milestone: str, reason: str) -> str | None:
    """Say in a sentence why this pair may not stand in a code table; None when it may."""
    if milestone not in RANK:
        return f"milestone {milestone!r} is not one of {', '.join(Milestone)}"
    if reason not in REASONS:
        return f"reason {reason!r} is not in the vocabulary"
    if (milestone == Milestone.DELIVERED) != (family(reason) == "delivered"):
        return f"{milestone} with {reason}: `delivered` takes only reasons of its family, and alone"
    return None
