"""A shipment's timeline: everything that was said of a number, for people and for proof."""

from datetime import datetime

from msgspec import Struct
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Milestone


class Said(Struct, frozen=True, kw_only=True):
    """One statement about a scan: what the carrier said of it, and when we learned that."""

    ce_id: str
    known_at: datetime
    when: When
    milestone: Milestone
    reason: str
    code: str
    place: Place | None = None
    text: str | None = None
    text_language: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One line. `kind` is `event`, `info`, `correction`, `booking`, `cancellation`, `promise`,
    `estimate`, `link` or `deadline`; `label` says which deadline or link.

    `learned_late`: something that happened after it was known before it. `before` are earlier
    statements about the same scan, newest first; `withdrawn_by` is the fact that took it back.
    `also` names another dialect that said the same, `echoes` what it said. `hidden`: the carrier
    forbids showing it to the public.
    """

    kind: str
    ce_id: str
    when: When
    known_at: datetime
    learned_late: bool = False
    milestone: Milestone | None = None
    reason: str | None = None
    code: str | None = None
    dialect: str | None = None
    scan_id: str | None = None
    place: Place | None = None
    text: str | None = None
    text_language: str | None = None
    label: str | None = None
    span: Span | None = None
    before: tuple[Said, ...] = ()
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    also: tuple[str, ...] = ()
    echoes: tuple[Said, ...] = ()
    after_end: bool = False
    hidden: bool = False


class Revision(Struct, frozen=True, kw_only=True):
    """One value of a promise (`due`) or an estimate (`basis`), when it was said and learned."""

    ce_id: str
    observed_at: datetime
    known_at: datetime
    span: Span | None = None
    due: datetime | None = None
    basis: str | None = None


class Journey(Struct, frozen=True, kw_only=True):
    """One use of the number, newest entry first; revisions oldest first."""

    id: str
    milestone: Milestone
    reason: str
    entries: tuple[Entry, ...] = ()
    promises: tuple[Revision, ...] = ()
    estimates: tuple[Revision, ...] = ()


class Timeline(Struct, frozen=True, kw_only=True):
    """All journeys of a number, newest first; empty when no fact is known yet."""

    journeys: tuple[Journey, ...] = ()
