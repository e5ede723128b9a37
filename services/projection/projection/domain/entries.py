"""One line of the timeline from one scan or one fact."""

from datetime import datetime

from waymark_events.messages import shipments
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.ordering import OrderKey
from waymark_events.vocabulary import Milestone

from projection.domain.chronicle import Entry, Said
from projection.domain.facts import Fact
from projection.domain.history import History
from projection.domain.instants import exactly, utc
from projection.domain.scans import Scan, strikes_itself

_SPANNED = (shipments.ShipmentPromised, shipments.ShipmentEstimated)


def scan_entry(history: History, scan: Scan) -> Entry:
    """A scan as it stands, with what was said of it before and what took it back."""
    face = scan.face
    partner = history.pairs.partner(scan.scan_id)
    struck = history.struck_by(scan)
    return Entry(
        kind=face.kind,
        ce_id=scan.shown.ce_id,
        when=face.when,
        known_at=scan.known_at,
        milestone=face.milestone,
        reason=face.reason,
        code=face.code,
        dialect=face.dialect,
        scan_id=scan.scan_id,
        place=face.place,
        text=face.text,
        text_language=face.text_language,
        before=_said(scan, scan.shown),
        withdrawn_by=struck.ce_id if struck else None,
        withdrawn_at=struck.known_at if struck else None,
        also=(partner.face.dialect,) if partner else (),
        echoes=_said(partner, None) if partner else (),
        hidden=face.hidden,
    )


def fact_entry(fact: Fact) -> Entry:
    """A line for what is no scan. Its time is exact, for it is ours."""
    body = fact.body
    kind, label, at = _kind(fact)
    cancelled = isinstance(body, shipments.ShipmentCancelled)
    return Entry(
        kind=kind,
        label=label,
        ce_id=fact.ce_id,
        when=exactly(at),
        known_at=fact.known_at,
        milestone=Milestone.CANCELLED if cancelled else None,
        reason="retailer.cancelled" if cancelled else None,
        span=body.span if isinstance(body, _SPANNED) else None,
    )


def came_about(fact: Fact) -> datetime:
    """When what a fact tells came about, for a fact that is no scan."""
    return _kind(fact)[2]


def fact_key(fact: Fact) -> OrderKey | None:
    """Where a fact stands that the walk does not pass; None for those it does."""
    passed = ShipmentScanned | shipments.ShipmentBooked | shipments.ShipmentCancelled
    if isinstance(fact.body, passed):
        return None
    return OrderKey(utc(_kind(fact)[2]), 0, 0, utc(fact.known_at), fact.ce_id)


def _said(scan: Scan, shown: Fact | None) -> tuple[Said, ...]:
    return tuple(
        _statement(fact, fact.body)
        for fact in scan.statements
        if fact is not shown
        and isinstance(fact.body, ShipmentScanned)
        and not strikes_itself(fact.body)
    )


def _statement(fact: Fact, body: ShipmentScanned) -> Said:
    return Said(
        ce_id=fact.ce_id,
        known_at=fact.known_at,
        when=body.when,
        milestone=body.milestone,
        reason=body.reason,
        code=body.code,
        place=body.place,
        text=body.text,
        text_language=body.text_language,
    )


def _kind(fact: Fact) -> tuple[str, str | None, datetime]:  # noqa: PLR0911 (one line a type)
    match fact.body:
        case shipments.ShipmentBooked(booked_at=at):
            return "booking", None, at
        case shipments.ShipmentCancelled(at=at):
            return "cancellation", None, at
        case shipments.ShipmentPromised(observed_at=at):
            return "promise", None, at
        case shipments.ShipmentEstimated(observed_at=at, basis=basis):
            return "estimate", basis, at
        case shipments.ShipmentLinked(at=at, kind=kind):
            return "link", kind, at
        case shipments.ShipmentPromiseMissed(due=at):
            return "deadline", "promise_missed", at
        case shipments.ShipmentFellSilent(due=at):
            return "deadline", "fell_silent", at
        case shipments.ShipmentNeverSeen(due=at):
            return "deadline", "never_seen", at
        case shipments.ShipmentExpired(due=at):
            return "deadline", "expired", at
        case _:
            return "unknown", None, fact.known_at
