"""When something that was told has been taken back, one message says so."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace
from waymark_events.ids import shipment_id
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.vocabulary import Milestone

from notifier.domain.days import happened_at
from notifier.domain.rows import NO_LONGER_TRUE, Inputs, Occurrence, Row
from notifier.domain.triggers import Trigger

_SAID: Final[Mapping[Trigger, frozenset[Milestone]]] = MappingProxyType(
    {
        Trigger.DELIVERED: frozenset({Milestone.DELIVERED}),
        Trigger.WAITING_FOR_COLLECTION: frozenset({Milestone.AVAILABLE_FOR_PICKUP}),
        Trigger.ATTEMPT_FAILED: frozenset({Milestone.ATTEMPT_FAILED}),
        Trigger.RETURNING: frozenset({Milestone.RETURNING, Milestone.RETURNED}),
        Trigger.RETURNED: frozenset({Milestone.RETURNED, Milestone.DELIVERED}),
        Trigger.LOST: frozenset({Milestone.LOST, Milestone.DISPOSED}),
    }
)


def taken_back(message: ShipmentStatusChanged, told: Sequence[Row]) -> Iterator[Occurrence]:
    """The correction of what was told last, if the carrier has withdrawn it.

    An end is left by something later; a milestone that now rests on something earlier than what
    was told means that what was told is gone. What was told under another number stands.
    """
    last = next((row for row in reversed(told) if row.is_told), None)
    if last is None or last.what.trigger not in _SAID:
        return
    if last.about.shipment_id != shipment_id(message.retailer, message.carrier, message.number):
        return
    if holds(last.what.trigger, message.status.milestone) or not _rests_earlier(message, last):
        return
    yield Occurrence(
        trigger=Trigger.CORRECTION,
        subject_key=last.what.subject_key,
        occasion=f"{last.what.trigger}:{last.what.occasion}",
        happened_at=message.known_at,
        fact=f"{last.what.trigger}:{last.what.fact}",
        inputs=Inputs(taken_back=last.id, taken_trigger=last.what.trigger),
    )


def holds(trigger: Trigger, milestone: Milestone) -> bool:
    """Whether what a trigger said is so under this milestone."""
    return milestone in _SAID.get(trigger, frozenset())


def void(told: Sequence[Row]) -> frozenset[str]:
    """The ids of messages whose occasion may come again: taken back, or untrue before they left.

    A correction that did not leave took nothing back. Shipping happens once, told or not.
    """
    taken = {row.what.inputs.taken_back for row in told if row.is_told}
    return frozenset(
        row.id
        for row in told
        if row.id in taken or (row.is_dead and row.detail == NO_LONGER_TRUE)
        if row.what.trigger != Trigger.SHIPPED
    )


def afresh(what: Occurrence, told: Sequence[Row], gone: frozenset[str]) -> Occurrence:
    """Number an occasion anew that is here again after a message about it became void."""
    taken = {
        (row.what.trigger, row.what.subject_key, row.what.occasion)
        for row in told
        if row.id in gone
    }
    named, again = what, 0
    while (named.trigger, named.subject_key, named.occasion) in taken:
        again += 1
        named = replace(what, occasion=f"{what.occasion}+{again}")
    return named


def _rests_earlier(message: ShipmentStatusChanged, last: Row) -> bool:
    if message.since is None:
        return last.what.subject_key == message.status.journey
    now_since = happened_at(message)
    if now_since == last.what.happened_at:
        return message.cause == "correction"
    return now_since < last.what.happened_at
