"""The timeline of a page: days in words, newest first; what an expert needs folds away."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from waymark_events.values import Place, When
from waymark_words import country, day, milestone_name, moment, reason_sentence, say, time_of
from waymark_words.moments import in_zone

from projection.domain import Entry, Journey
from projection.pages.views import TimelineDay, TimelineLine

_CARRIERS = frozenset({"event", "info", "correction"})
_SPANNED = frozenset({"promise", "estimate"})
_UNSAID = frozenset({"progress.update", "unstated", "unmapped"})
Timed = tuple[str, TimelineLine]


def days(language: str, journey: Journey, zone: str) -> tuple[TimelineDay, ...]:
    """What happened, day by day; `zone` is the recipient's, in which our own facts are told.

    What the carrier forbids to show is left out, what only says that time has passed, and a day
    that was told before: a carrier may change the hour of its estimate many times.
    """
    shown = [one for one in journey.entries if not one.hidden and one.kind != "deadline"]
    timed = [_line(language, one, zone) for one in _news(shown)]
    return tuple(
        TimelineDay(name=name, lines=tuple(line for _, line in group))
        for name, group in groupby(timed, key=lambda pair: pair[0])
    )


def _news(newest_first: Sequence[Entry]) -> list[Entry]:
    news: list[Entry] = []
    told: dict[str, str | None] = {}
    for entry in reversed(newest_first):
        if entry.kind in _SPANNED:
            day_told = entry.span.to[:10] if entry.span is not None else None
            if entry.kind in told and told[entry.kind] == day_told:
                continue
            told[entry.kind] = day_told
        news.append(entry)
    return news[::-1]


def _line(language: str, entry: Entry, zone: str) -> Timed:
    if entry.kind in _CARRIERS:
        name, time = moment(language, entry.when)
    else:
        name, time = _ours(language, entry.when, zone)
    line = TimelineLine(
        time=time or "",
        text=_text(language, entry),
        place=_place(language, entry.place),
        late=_learned(language, entry.known_at, zone) if entry.learned_late else None,
        struck=say(language, "page.withdrawn") if entry.withdrawn_by else None,
        details=_details(language, entry),
    )
    return name, line


def _ours(language: str, when: When, zone: str) -> tuple[str, str | None]:
    if when.instant is None:
        return moment(language, when)
    local = in_zone(when.instant, zone)
    return day(language, local.date()), time_of(language, local)


def _text(language: str, entry: Entry) -> str:
    match entry.kind:
        case "booking":
            return say(language, "page.booked")
        case "cancellation":
            return say(language, "page.cancelled_by_shop")
        case "link":
            return say(language, f"page.linked.{entry.label}")
        case "promise" | "estimate":
            return _spanned(language, entry)
        case _:
            return _said(language, entry)


def _spanned(language: str, entry: Entry) -> str:
    if entry.span is None:
        return say(language, "page.estimate_gone")
    key = "page.promised" if entry.kind == "promise" else "page.estimated"
    on = day(language, datetime.fromisoformat(entry.span.to).date())
    return say(language, key, day=on)


def _said(language: str, entry: Entry) -> str:
    """The carrier's scan in our words; its own where we have none."""
    reason = entry.reason or "unstated"
    if reason not in _UNSAID:
        return reason_sentence(language, reason)
    if entry.text and (reason == "unmapped" or entry.kind != "event"):
        return entry.text
    return milestone_name(language, entry.milestone) if entry.milestone else entry.text or ""


def _place(language: str, place: Place | None) -> str | None:
    if place is None:
        return None
    named = [part for part in (place.name, place.city) if part]
    named = named or [country(language, place.country) if place.country else ""]
    return ", ".join(dict.fromkeys(named)) or None


def _learned(language: str, known_at: datetime, zone: str) -> str:
    local = in_zone(known_at, zone)
    on, at = day(language, local.date()), time_of(language, local)
    return say(language, "page.learned", day=on, time=at)


def _details(language: str, entry: Entry) -> tuple[tuple[str, str], ...]:
    details = []
    if entry.text:
        details.append((say(language, "page.carrier_words"), entry.text))
    if entry.code:
        details.append((say(language, "page.code"), entry.code))
    return tuple(details)
