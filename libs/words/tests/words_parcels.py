"""Parcels to put into words."""

from datetime import UTC, datetime
from typing import Any

from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import Estimate, Promise, Span, When
from waymark_events.vocabulary import Certainty, Milestone
from waymark_words import ParcelWords

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
AT_1142 = When(
    local="2026-11-24T11:42:00",
    certainty=Certainty.EXACT,
    instant=datetime(2026, 11, 24, 10, 42, tzinfo=UTC),
    zone="+01:00",
)


def parcel(
    milestone: str = "in_transit",
    reason: str = "progress.update",
    **given: Any,
) -> ParcelWords:
    """A parcel of Nordlicht; statuses and views take what is given."""
    views = {name: given.pop(name) for name in ("since", "direction", "way") if name in given}
    status = PublicStatus(milestone=Milestone(milestone), reason=reason, journey="j", **given)
    return ParcelWords(status=status, retailer="Nordlicht", zone=BERLIN, **views)


def day(text: str) -> Span:
    """A whole day in Berlin."""
    return Span(from_=text, to=text, precision="day", zone=BERLIN)


def window(on: str, start: str, end: str) -> Span:
    """Hours of a day in Berlin."""
    return Span(from_=f"{on}T{start}", to=f"{on}T{end}", precision="window", zone=BERLIN)


def estimated(span: Span | None) -> Estimate:
    """What the carrier said twelve minutes before `NOW`."""
    return Estimate(basis="first", observed_at=datetime(2026, 11, 24, 9, 48, tzinfo=UTC), span=span)


def promised(span: Span) -> Promise:
    """What the retailer promised."""
    return Promise(promise_id="p", span=span, due=datetime(2026, 11, 26, 23, 0, tzinfo=UTC))
