"""Milestones, reasons and flags in words, each with its own honest sentence."""

from collections.abc import Iterator
from typing import Final

from waymark_events.vocabulary import TERMINAL, Flag, Milestone

from waymark_words.catalogue import say
from waymark_words.views import ParcelWords

_ELSEWHERE: Final = frozenset(
    {
        "delivered.to_neighbour",
        "delivered.to_safe_place",
        "delivered.to_mailbox",
        "delivered.to_reception",
        "delivered.to_locker",
        "delivered.other",
    }
)
_MOVING: Final = frozenset({Milestone.ACCEPTED, Milestone.IN_TRANSIT, Milestone.OUT_FOR_DELIVERY})
_SAID_ELSEWHERE: Final = frozenset({Flag.AFTER_END, Flag.NUMBER_USED_BEFORE})


def milestone_name(language: str, milestone: Milestone, reason: str = "") -> str:
    """The large word."""
    if reason == "delivered.collected":
        return say(language, "headline.collected")
    return say(language, f"milestone.{milestone}")


def reason_sentence(language: str, reason: str) -> str:
    """Why, in the recipient's words; what the carrier did not say is not guessed."""
    return say(language, f"reason.{reason}")


def flag_sentences(language: str, parcel: ParcelWords) -> tuple[str, ...]:
    """What beside the milestone has to be said, most important first."""
    return tuple(_flags(language, parcel))


def was_handed_elsewhere(reason: str) -> bool:
    """Whether a delivery was not to the person, so that "I do not have it" belongs beneath."""
    return reason in _ELSEWHERE


def _flags(language: str, parcel: ParcelWords) -> Iterator[str]:
    status = parcel.status
    for flag in status.flags:
        if flag in _SAID_ELSEWHERE:
            continue
        if flag in {Flag.LATE, Flag.DELAYED} and status.milestone in TERMINAL:
            continue
        if flag == Flag.DELAYED and Flag.LATE in status.flags:
            continue
        moving = flag == Flag.LATE and status.milestone in _MOVING
        key = "flag.late_moving" if moving else f"flag.{flag}"
        yield say(language, key, retailer=parcel.retailer)
    if status.milestone == Milestone.LOST:
        key = "headline.lost_replaced" if parcel.replaced else "headline.lost_help"
        yield say(language, key, retailer=parcel.retailer)
