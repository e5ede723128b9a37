"""One sentence first: where it is, when it comes, what is needed."""

from datetime import datetime
from typing import Final

from waymark_events.values import Span
from waymark_events.vocabulary import TERMINAL, Direction, Flag, Milestone

from waymark_words.catalogue import say
from waymark_words.moments import ago, in_zone, local_day, moment, money
from waymark_words.views import OrderWords, ParcelWords

_COMING: Final = frozenset(
    {
        Milestone.UNKNOWN,
        Milestone.ANNOUNCED,
        Milestone.ACCEPTED,
        Milestone.IN_TRANSIT,
        Milestone.EXCEPTION,
        Milestone.ATTEMPT_FAILED,
    }
)
_RETURNED: Final = {
    Milestone.DELIVERED: "headline.return_delivered",
    Milestone.ANNOUNCED: "headline.return_announced",
    Milestone.UNKNOWN: "headline.return_announced",
    Milestone.ACCEPTED: "headline.return_in_transit",
    Milestone.IN_TRANSIT: "headline.return_in_transit",
    Milestone.OUT_FOR_DELIVERY: "headline.return_in_transit",
}


def headline(language: str, parcel: ParcelWords, now: datetime) -> str:
    """The first sentence of page, mail and SMS about one parcel."""
    status = parcel.status
    if Flag.NUMBER_USED_BEFORE in status.flags:
        return say(language, "headline.number_used_before")
    if parcel.direction == Direction.RETURN and status.milestone in _RETURNED:
        return say(language, _RETURNED[status.milestone], retailer=parcel.retailer)
    if status.milestone == Milestone.DELIVERED:
        return _delivered(language, parcel)
    if status.milestone == Milestone.AVAILABLE_FOR_PICKUP:
        return _waiting(language, parcel)
    if status.reason == "customs.duties_due":
        return _duties(language, parcel)
    if Flag.SILENT in status.flags and status.milestone not in TERMINAL:
        return say(language, "headline.silent")
    if status.milestone == Milestone.OUT_FOR_DELIVERY:
        return _today(language, parcel, now)
    coming = _coming(language, parcel, now) if status.milestone in _COMING else None
    return coming or _plain(language, parcel)


def certainty_line(language: str, parcel: ParcelWords, now: datetime) -> str | None:
    """Whose word the day is and how old; the day itself where the headline speaks of more urgent
    things. None where there is no day to be told.
    """
    status = parcel.status
    if status.milestone == Milestone.DELIVERED:
        return say(language, "certainty.carrier_says")
    span = _span(parcel, now)
    if status.milestone == Milestone.OUT_FOR_DELIVERY:
        if span is None or span.precision != "window":
            return None
    elif status.milestone not in _COMING:
        return None
    if span is None:
        return say(language, "certainty.day_unknown")
    estimated = status.estimate is not None and status.estimate.span == span
    if _is_urgent(parcel):
        key = "page.estimated" if estimated else "page.promised"
        return say(language, key, day=local_day(language, span.to))
    if status.estimate is not None and estimated:
        return say(
            language, "certainty.estimate", ago=ago(language, status.estimate.observed_at, now)
        )
    return say(language, "certainty.promise", retailer=parcel.retailer)


def order_headline(language: str, order: OrderWords, now: datetime) -> str | None:
    """The first sentence of an order; None when its only parcel says it already."""
    if order.state == "cancelled":
        return say(language, "order.cancelled")
    counted = [one for one in order.parcels if not one.replaced]
    if not counted:
        known = order.state if order.state in {"confirmed", "processing"} else "placed"
        return say(language, f"order.{known}")
    if len(order.parcels) == 1:
        return None
    done = sum(one.status.milestone == Milestone.DELIVERED for one in counted)
    everything = len(counted)
    if done == everything:
        return say(language, "order.all_delivered")
    if done == 0:
        return say(language, "order.on_the_way", all=everything)
    spans = [span for one in counted if (span := _span(one, now)) is not None]
    if not spans:
        return say(language, "order.some_delivered", done=done, all=everything)
    following = min(span.to for span in spans)
    told = local_day(language, following)
    return say(language, "order.some_delivered_next", done=done, all=everything, day=told)


def _is_urgent(parcel: ParcelWords) -> bool:
    """Whether the headline says something else than the day it comes."""
    status = parcel.status
    return (
        parcel.direction == Direction.RETURN
        or Flag.SILENT in status.flags
        or status.reason == "customs.duties_due"
        or status.milestone == Milestone.ATTEMPT_FAILED
    )


def _span(parcel: ParcelWords, now: datetime) -> Span | None:
    """The day that is told: the carrier's estimate, else the promise; never one gone by."""
    status = parcel.status
    if status.milestone not in _COMING | {Milestone.OUT_FOR_DELIVERY}:
        return None
    spans = [
        status.estimate.span if status.estimate is not None else None,
        status.promise.span if status.promise is not None else None,
    ]
    for span in spans:
        if span is not None and span.to[:10] >= in_zone(now, span.zone).date().isoformat():
            return span
    return None


def _coming(language: str, parcel: ParcelWords, now: datetime) -> str | None:
    span = _span(parcel, now)
    if span is None or parcel.status.milestone == Milestone.ATTEMPT_FAILED:
        return None
    if parcel.status.milestone == Milestone.EXCEPTION:
        return say(language, "headline.exception_day", day=local_day(language, span.to))
    if span.precision == "window":
        return say(
            language,
            "headline.arrives_window",
            day=local_day(language, span.from_),
            start=span.from_[11:16],
            end=span.to[11:16],
        )
    if span.from_ != span.to:
        first, last = local_day(language, span.from_), local_day(language, span.to)
        return say(language, "headline.arrives_between", start=first, end=last)
    return say(language, "headline.arrives_day", day=local_day(language, span.to))


def _today(language: str, parcel: ParcelWords, now: datetime) -> str:
    span = _span(parcel, now)
    if span is None or span.precision != "window":
        return say(language, "headline.out_for_delivery")
    start, end = span.from_[11:16], span.to[11:16]
    return say(language, "headline.out_for_delivery_window", start=start, end=end)


def _delivered(language: str, parcel: ParcelWords) -> str:
    reason = parcel.status.reason
    verb = "collected" if reason == "delivered.collected" else "delivered"
    if parcel.since is None:
        sentence = say(language, f"headline.{verb}")
    else:
        on, at = moment(language, parcel.since)
        key = f"headline.{verb}_at" if at is not None else f"headline.{verb}_day"
        sentence = say(language, key, day=on, **({"time": at} if at is not None else {}))
    whom = f"headline.to_whom.{reason.partition('.')[2]}"
    try:
        return f"{sentence} {say(language, whom)}"
    except KeyError:
        return sentence


def _waiting(language: str, parcel: ParcelWords) -> str:
    action = parcel.status.action
    until = action.until if action is not None else None
    place = action.where.name if action is not None and action.where is not None else None
    values = {}
    key = "headline.available_for_pickup"
    if place:
        key, values["place"] = "headline.available_at", place
    if until:
        key = "headline.available_at_until" if place else "headline.available_until"
        values["day"] = local_day(language, until)
    return say(language, key, **values)


def _duties(language: str, parcel: ParcelWords) -> str:
    action = parcel.status.action
    if action is None or action.amount is None:
        return say(language, "headline.duties_unknown")
    return say(language, "headline.duties", amount=money(language, action.amount))


def _plain(language: str, parcel: ParcelWords) -> str:
    status = parcel.status
    if status.milestone == Milestone.ATTEMPT_FAILED and status.reason == "recipient.not_home":
        return say(language, "headline.attempt_failed_not_home")
    return say(language, f"headline.{status.milestone}", retailer=parcel.retailer)
