"""What a shipment's status calls for. State by state, so that a status read twice adds nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.values import BookingRef
from waymark_events.vocabulary import TERMINAL, Direction, Flag, Milestone, Way

from notifier.domain.corrections import taken_back
from notifier.domain.days import expected_day, happened_at, scan_behind
from notifier.domain.rows import Inputs, Occurrence, Row
from notifier.domain.triggers import MOST_DELAYS, Trigger

NOT_YET_OUT: Final = frozenset(
    {
        Milestone.UNKNOWN,
        Milestone.ANNOUNCED,
        Milestone.ACCEPTED,
        Milestone.IN_TRANSIT,
        Milestone.EXCEPTION,
    }
)


class Change(Struct, frozen=True):
    """A status as one booking sees it. `promised` is the first day promised on this journey."""

    message: ShipmentStatusChanged
    booking: BookingRef
    promised: str | None
    now: datetime


Named = tuple[Trigger, str]
"""A trigger and its occasion."""


def occurrences(change: Change, told: Sequence[Row]) -> Iterator[Occurrence]:
    """What is to be told one person who was told this about the shipment, oldest first.

    Nothing while the number's history belongs to an earlier parcel, and nothing of goods that
    come in: those have no recipient outside.
    """
    status = change.message.status
    direction = change.booking.direction
    if Flag.NUMBER_USED_BEFORE in status.flags or direction == Direction.INBOUND:
        return
    yield from taken_back(change.message, told)
    milestone = _RETURN if direction == Direction.RETURN else _OUTBOUND
    rule = milestone.get(status.milestone)
    if rule is not None:
        yield from _reached(change, rule(change, told))
    if direction == Direction.OUTBOUND:
        yield from _duties(change, told)
        yield from _delayed(change, told)


def _reached(change: Change, named: Named | None) -> Iterator[Occurrence]:
    if named is None:
        return
    trigger, occasion = named
    day = None
    if trigger == Trigger.SHIPPED:
        day = expected_day(change.message.status, change.now)
    elif trigger == Trigger.OUT_FOR_DELIVERY:
        day = occasion
    yield Occurrence(
        trigger=trigger,
        subject_key=change.message.status.journey,
        occasion=occasion,
        happened_at=happened_at(change.message),
        fact=scan_behind(change.message),
        inputs=Inputs(day=day),
    )


def _duties(change: Change, told: Sequence[Row]) -> Iterator[Occurrence]:
    """Each amount once. One that is no longer named is no news: it may have been paid."""
    status = change.message.status
    if status.reason != "customs.duties_due" or status.milestone in TERMINAL:
        return
    amount = status.action.amount if status.action is not None else None
    fact = scan_behind(change.message)
    if amount is None and any(_is_duty(row, fact) for row in told):
        return
    yield Occurrence(
        trigger=Trigger.CUSTOMS_DUE,
        subject_key=status.journey,
        occasion=f"{amount.amount} {amount.currency}" if amount is not None else "unknown",
        happened_at=happened_at(change.message),
        fact=fact,
        inputs=Inputs(amount=amount),
    )


def _is_duty(row: Row, fact: str) -> bool:
    return row.what.trigger == Trigger.CUSTOMS_DUE and row.what.fact == fact


def _delayed(change: Change, told: Sequence[Row]) -> Iterator[Occurrence]:
    """Only when the day told last is no longer true by a day or more, and not for ever."""
    status = change.message.status
    here = [row for row in told if row.what.subject_key == status.journey and not row.is_dead]
    count = sum(row.what.trigger == Trigger.DELAYED for row in here)
    if status.milestone not in NOT_YET_OUT or count >= MOST_DELAYS:
        return
    days = [row.what.inputs.day for row in here if row.what.inputs.day]
    known, coming = (days[-1] if days else change.promised), expected_day(status, change.now)
    late = coming is None and Flag.LATE in status.flags
    if late or (coming is not None and known is not None and coming > known):
        yield Occurrence(
            trigger=Trigger.DELAYED,
            subject_key=status.journey,
            occasion=coming or "unknown",
            happened_at=change.message.known_at,
            fact=coming or "unknown",
            inputs=Inputs(day=coming),
        )


def _shipped(change: Change, _told: Sequence[Row]) -> Named | None:
    """A store prepares its own parcels: they are not on the way to anybody."""
    return None if change.booking.way == Way.STORE else (Trigger.SHIPPED, "1")


def _out(change: Change, _told: Sequence[Row]) -> Named:
    """Once a day: a parcel that could not be delivered goes out again."""
    since = change.message.since
    return Trigger.OUT_FOR_DELIVERY, since.local[:10] if since is not None else "unknown"


def _attempt(change: Change, _told: Sequence[Row]) -> Named | None:
    """Who refused a parcel knows it and has nothing to do; its way back is told."""
    status = change.message.status
    if status.reason == "recipient.refused":
        return None
    return Trigger.ATTEMPT_FAILED, str(max(status.attempts, 1))


def _waiting(change: Change, _told: Sequence[Row]) -> Named:
    status = change.message.status
    where = status.action.where if status.action is not None else None
    place = where.name if where is not None and where.name else "unknown"
    last = status.reason == "pickup.last_call"
    return (Trigger.LAST_CALL if last else Trigger.WAITING_FOR_COLLECTION), place


def _once(trigger: Trigger) -> Callable[[Change, Sequence[Row]], Named]:
    return lambda _change, _told: (trigger, "1")


_M = Milestone
_OUTBOUND: Final[Mapping[Milestone, Callable[[Change, Sequence[Row]], Named | None]]] = (
    MappingProxyType(
        {
            _M.ACCEPTED: _shipped,
            _M.IN_TRANSIT: _shipped,
            _M.OUT_FOR_DELIVERY: _out,
            _M.ATTEMPT_FAILED: _attempt,
            _M.AVAILABLE_FOR_PICKUP: _waiting,
            _M.DELIVERED: _once(Trigger.DELIVERED),
            _M.RETURNING: _once(Trigger.RETURNING),
            _M.RETURNED: _once(Trigger.RETURNED),
            _M.LOST: _once(Trigger.LOST),
            _M.DISPOSED: _once(Trigger.LOST),
        }
    )
)
_RETURN: Final = MappingProxyType(
    {_M.DELIVERED: _once(Trigger.RETURNED), _M.LOST: _once(Trigger.LOST)}
)
