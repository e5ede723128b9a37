"""A parcel on the page: its sentence, its line of stations, its history."""

from collections.abc import Iterator
from datetime import datetime

from waymark_events import numbers
from waymark_events.ids import public
from waymark_events.messages.orders import OrderState, ParcelState
from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import Leg
from waymark_events.vocabulary import Flag, Milestone, Party
from waymark_words import (
    ParcelWords,
    action_sentence,
    ago,
    certainty_line,
    day,
    flag_sentences,
    headline,
    milestone_name,
    reason_sentence,
    say,
    stations,
    time_of,
    was_handed_elsewhere,
)
from waymark_words.moments import in_zone

from projection.app.tracking import TrackedParcel
from projection.pages.history import days
from projection.pages.views import ParcelView

_NOT_YET = PublicStatus(milestone=Milestone.UNKNOWN, reason="unstated", journey="")
_EXPLAINED = frozenset(
    {
        Milestone.EXCEPTION,
        Milestone.ATTEMPT_FAILED,
        Milestone.RETURNING,
        Milestone.RETURNED,
        Milestone.CANCELLED,
        Milestone.DISPOSED,
    }
)
_SAYS_NOTHING = frozenset({"progress.update", "unstated", "unmapped"})


def words_of(tracked: TrackedParcel, order: OrderState, retailer: str) -> ParcelWords:
    """What the catalogue needs of a parcel; a row that is not there yet is `unknown`."""
    change = tracked.change
    return ParcelWords(
        status=change.status if change else _NOT_YET,
        retailer=retailer,
        zone=order.destination.zone,
        since=change.since if change else None,
        direction=tracked.parcel.direction,
        way=tracked.parcel.way,
        replaced=any(one.replaces == tracked.parcel.parcel_id for one in order.parcels),
    )


def parcel_view(
    language: str, tracked: TrackedParcel, order: OrderState, retailer: str, now: datetime
) -> ParcelView:
    """The card of a parcel."""
    words = words_of(tracked, order, retailer)
    status, leg = words.status, _leg(tracked)
    withheld = Flag.NUMBER_USED_BEFORE in status.flags
    name = "" if withheld else milestone_name(language, status.milestone, status.reason)
    act = status.action if status.action and status.action.by == Party.RECIPIENT else None
    return ParcelView(
        id=public("par", tracked.parcel.parcel_id),
        milestone=Milestone.UNKNOWN if withheld else status.milestone,
        milestone_name=name,
        headline=headline(language, words, now),
        certainty=None if withheld else certainty_line(language, words, now),
        action=action_sentence(language, act) if act and not withheld else None,
        disclaimer=_disclaimer(language, status),
        notes=() if withheld else tuple(_notes(language, words)),
        stations=() if withheld else stations(language, words),
        days=days(language, tracked.journey, words.zone) if tracked.journey else (),
        contents=_contents(language, tracked.parcel, order),
        carrier=_carrier_name(leg.carrier),
        number=leg.number,
        carrier_url=None if withheld else numbers.tracking_url(leg.carrier, leg.number),
        freshness=_freshness(language, tracked, words.zone, now),
    )


def _leg(tracked: TrackedParcel) -> Leg:
    """The number that speaks for the parcel; the one in force until any is known."""
    change = tracked.change
    legs = tracked.parcel.legs
    spoken = (change.carrier, change.number) if change else None
    return next((one for one in legs if (one.carrier, one.number) == spoken), legs[-1])


def _disclaimer(language: str, status: PublicStatus) -> str | None:
    elsewhere = status.milestone == Milestone.DELIVERED and was_handed_elsewhere(status.reason)
    return say(language, "page.not_mine") if elsewhere else None


def _notes(language: str, words: ParcelWords) -> Iterator[str]:
    """Why it is so, and what time has shown."""
    status = words.status
    if status.milestone in _EXPLAINED and status.reason not in _SAYS_NOTHING:
        yield reason_sentence(language, status.reason)
    yield from flag_sentences(language, words)


def _contents(language: str, parcel: ParcelState, order: OrderState) -> tuple[str, ...]:
    titles = {line.line_no: line.title for line in order.lines}
    return tuple(
        say(language, "page.piece", quantity=one.quantity, title=titles[one.line_no])
        for one in parcel.contents or ()
        if one.line_no in titles
    )


def _carrier_name(code: str) -> str:
    try:
        return numbers.carrier(code).name
    except numbers.UnknownCarrierError:
        return code


def _freshness(language: str, tracked: TrackedParcel, zone: str, now: datetime) -> str:
    """How old the knowledge is; while the carrier does not answer, since when."""
    look = tracked.look
    if look is not None and look.healthy is False and look.since is not None:
        local = in_zone(look.since, zone)
        on, at = day(language, local.date()), time_of(language, local)
        return say(language, "page.fresh_down", day=on, time=at)
    if tracked.heard_at is None:
        return say(language, "page.fresh_never")
    fresh = say(language, "page.fresh", ago=ago(language, tracked.heard_at, now))
    if look is None or look.next_look_at is None or look.next_look_at <= now:
        return fresh
    following = say(language, "page.fresh_next", next=ago(language, look.next_look_at, now))
    return f"{fresh}; {following}"
