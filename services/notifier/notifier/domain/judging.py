"""What becomes of a row now: it goes out, it waits, or it ends, each with its reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from waymark_events.ids import shipment_id
from waymark_events.messages.orders import LinkGrant, OrderState
from waymark_events.messages.people import ContactSet
from waymark_events.messages.retailers import RetailerSet
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.parcels import parcel_view

from notifier.domain.pace import look_again, quiet_until
from notifier.domain.planning import legs_of
from notifier.domain.rows import NO_LONGER_TRUE, Row
from notifier.domain.triggers import Channel, State, Trigger, fresh_for
from notifier.domain.truth import still_true_of_order, still_true_of_parcel
from notifier.domain.wanting import is_quiet, parcel_of


class Known(Struct, frozen=True, kw_only=True):
    """What has been read of everything a message needs. `gone`: the contact was deleted.

    `taken_back` is the row a correction is about.
    """

    order: OrderState | None = None
    contact: ContactSet | None = None
    gone: bool = False
    retailer: RetailerSet | None = None
    legs: Sequence[ShipmentStatusChanged] = ()
    taken_back: Row | None = None


class Send(Struct, frozen=True):
    """All is there: hand it over."""

    row: Row
    order: OrderState
    contact: ContactSet
    retailer: RetailerSet
    link: LinkGrant
    parcel: ShipmentStatusChanged | None


class Wait(Struct, frozen=True):
    """Not now. `state` is `waiting` for what is missing, `due` for a better hour."""

    until: datetime
    state: State


class End(Struct, frozen=True):
    """It will not go out. `detail` is the rule."""

    state: State
    detail: str


Verdict = Send | Wait | End
_PENDING: Final = frozenset({State.WAITING, State.DUE, State.SENDING})
_NO_ADDRESS: Final = {Channel.EMAIL: "no_email", Channel.SMS: "no_phone"}


def judge(row: Row, known: Known, now: datetime) -> Verdict:
    """Decide about a row.

    A row found in `sending` may have gone out: it goes out once more and never a third time, and
    it never ends as suppressed.
    """
    ended = _reason_to_end(row, known, now)
    if ended is not None:
        return _ended(row, ended)
    if row.doubtful and row.state == State.SENDING:
        return End(State.FAILED, "unknown_outcome")
    found = _complete(row, known)
    if found is None:
        return Wait(look_again(row.planned_at, now), State.WAITING)
    zone = found.contact.zone or found.order.destination.zone or found.retailer.zone
    wakes_somebody = row.channel == Channel.SMS and not found.retailer.test
    quiet = quiet_until(now, zone) if wakes_somebody else None
    return found if quiet is None else Wait(quiet, State.DUE)


def _ended(row: Row, rule: str) -> End:
    if row.doubtful or row.state == State.SENDING:
        return End(State.FAILED, "unknown_outcome")
    if rule == "stale" and row.attempts:
        return End(State.FAILED, "gave_up")
    return End(State.SUPPRESSED, rule)


def _reason_to_end(row: Row, known: Known, now: datetime) -> str | None:
    if now - row.what.happened_at > fresh_for(row.what.trigger):
        return "stale"
    if known.gone:
        return "erased"
    if known.order is not None and is_quiet(known.order, row.about.parcel_id):
        return "not_wanted"
    if known.contact is not None and not _address(row, known.contact):
        return _NO_ADDRESS[row.channel]
    if known.retailer is not None and row.channel == Channel.SMS and not known.retailer.sms:
        return "no_sms"
    return _untrue(row, known, now)


def _untrue(row: Row, known: Known, now: datetime) -> str | None:
    if known.taken_back is not None and known.taken_back.is_dead:
        return "not_told"
    if row.about.shipment_id is None:
        told = known.order is None or still_true_of_order(row.what, known.order)
        return None if told else NO_LONGER_TRUE
    parcel = _parcel(row, known)
    if parcel is None:
        return "superseded"
    return None if still_true_of_parcel(row.what, parcel.status, now) else NO_LONGER_TRUE


def _parcel(row: Row, known: Known) -> ShipmentStatusChanged | None:
    """The newest status of the row's number, if that number speaks for its parcel."""
    speaking = parcel_view(legs_of(row.about.parcel_id, known.legs))
    if speaking is None or row.what.trigger == Trigger.SHIPPED:
        return speaking
    own = shipment_id(speaking.retailer, speaking.carrier, speaking.number)
    return speaking if own == row.about.shipment_id else None


def _complete(row: Row, known: Known) -> Send | None:
    """Everything the message needs; None when some of it was not read yet."""
    order, contact, retailer = known.order, known.contact, known.retailer
    if order is None or contact is None or retailer is None or _is_pending(known.taken_back):
        return None
    if row.about.parcel_id is not None and parcel_of(order, row.about.parcel_id) is None:
        return None  # an older state of the order, which cannot say whether its parcel is quiet
    grants = [grant for grant in order.links if grant.recipient_id == row.recipient_id]
    parcel = _parcel(row, known) if row.about.shipment_id is not None else None
    return Send(row, order, contact, retailer, grants[0], parcel) if grants else None


def _is_pending(taken_back: Row | None) -> bool:
    return taken_back is not None and taken_back.state in _PENDING


def _address(row: Row, contact: ContactSet) -> str | None:
    return contact.email if row.channel == Channel.EMAIL else contact.phone
