"""Whether a message's sentence is still true, checked when it is about to leave."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from waymark_events.messages.orders import LineState, OrderState
from waymark_events.messages.statuses import PublicStatus
from waymark_events.vocabulary import TERMINAL, Flag, Milestone

from notifier.domain.corrections import holds
from notifier.domain.days import expected_day
from notifier.domain.of_shipments import NOT_YET_OUT
from notifier.domain.rows import Occurrence
from notifier.domain.triggers import Trigger

_MOVING: Final = frozenset(
    {
        Milestone.ACCEPTED,
        Milestone.IN_TRANSIT,
        Milestone.EXCEPTION,
        Milestone.OUT_FOR_DELIVERY,
    }
)


def still_true_of_parcel(what: Occurrence, status: PublicStatus, now: datetime) -> bool:
    """Whether the parcel is still where the message says."""
    if Flag.NUMBER_USED_BEFORE in status.flags:
        return False
    if what.trigger == Trigger.DELAYED:
        return _still_late(what, status, now)
    rule = _OF_PARCEL.get(what.trigger)
    return rule(what, status) if rule is not None else holds(what.trigger, status.milestone)


def still_true_of_order(what: Occurrence, order: OrderState) -> bool:
    """Whether the order still is as the message says."""
    rule = _OF_ORDER.get(what.trigger)
    return rule is None or rule(what, order)


def _still_tried(what: Occurrence, status: PublicStatus) -> bool:
    attempt, _, _ = what.occasion.partition("+")
    return attempt == str(max(status.attempts, 1)) and status.milestone == Milestone.ATTEMPT_FAILED


def _still_due(_: Occurrence, status: PublicStatus) -> bool:
    return status.reason == "customs.duties_due" and status.milestone not in TERMINAL


def _still_wrong(what: Occurrence, status: PublicStatus) -> bool:
    said = what.inputs.taken_trigger
    return said is None or not holds(said, status.milestone)


def _still_late(what: Occurrence, status: PublicStatus, now: datetime) -> bool:
    if status.milestone not in NOT_YET_OUT:
        return False
    coming = expected_day(status, now)
    if what.inputs.day is None:
        return coming is None and Flag.LATE in status.flags
    return coming == what.inputs.day


def _still_delayed(what: Occurrence, order: OrderState) -> bool:
    line = _line(what, order)
    return line is not None and line.open > 0 and line.delayed_until == what.inputs.day


def _still_replaced(what: Occurrence, order: OrderState) -> bool:
    number = what.inputs.parcel_no
    return any(one.parcel_no == number and not one.cancelled for one in order.parcels)


def _line(what: Occurrence, order: OrderState) -> LineState | None:
    return next((one for one in order.lines if one.line_no == what.inputs.line_no), None)


_OF_PARCEL: Final[Mapping[Trigger, Callable[[Occurrence, PublicStatus], bool]]] = MappingProxyType(
    {
        Trigger.SHIPPED: lambda _, status: status.milestone in _MOVING,
        Trigger.OUT_FOR_DELIVERY: lambda _, status: status.milestone == Milestone.OUT_FOR_DELIVERY,
        Trigger.ATTEMPT_FAILED: _still_tried,
        Trigger.LAST_CALL: lambda _, status: status.milestone == Milestone.AVAILABLE_FOR_PICKUP,
        Trigger.CUSTOMS_DUE: _still_due,
        Trigger.CORRECTION: _still_wrong,
    }
)
_OF_ORDER: Final[Mapping[Trigger, Callable[[Occurrence, OrderState], bool]]] = MappingProxyType(
    {
        Trigger.CONFIRMED: lambda _, order: order.state != "cancelled",
        Trigger.CANCELLED: lambda _, order: order.state == "cancelled",
        Trigger.PARTLY_CANCELLED: lambda _, order: order.state != "cancelled",
        Trigger.ORDER_DELAYED: _still_delayed,
        Trigger.ALL_DELIVERED: lambda _, order: order.state in {"delivered", "completed"},
        Trigger.REPLACED: _still_replaced,
    }
)
