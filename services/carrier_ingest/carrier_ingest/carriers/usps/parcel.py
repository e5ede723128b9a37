"""One parcel: its history, who took it, that it can be proved, until when it can be fetched."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.geography import zone_at
from carrier_ingest.carriers.heard import Answer, Heard, Note, Outcome, Proof, Statement
from carrier_ingest.carriers.reading import child, children, text
from carrier_ingest.carriers.timeline import in_order
from carrier_ingest.carriers.usps.estimates import estimate
from carrier_ingest.carriers.usps.events import (
    CARRIER,
    Event,
    event_of,
    is_made_up,
    local_digits,
    statement,
    when,
    whereabouts,
)

_PIECE: Final = ("uniqueMailPieceId", "uniqueMailPieceID", "uniqueTrackingId")
_TAKEN_IN: Final = ("mailPieceIntakeDate", "approximateIntakeDate")
_DELIVERED: Final = "Delivered, "


class Said(Struct, frozen=True):
    """An event and what was said about it."""

    event: Event
    statement: Statement


def heard_parcel(number: str, entry: object, payload: RawPayload) -> Heard:
    """Hear all that stands about one parcel."""
    if child(entry, "trackingEvents") is None and not text(entry, "trackingNumber"):
        return Heard(problems=(f"what USPS answered about {number} holds no trackingEvents",))
    events = [event_of(one) for one in children(entry, "trackingEvents")]
    real = [event for event in reversed(events) if not is_made_up(event)]
    said = [Said(event, one) for event in real if (one := _said(number, entry, event, payload))]
    statements = _with_last_day(entry, in_order(one.statement for one in said))
    newest = statements[-1] if statements else None
    planned = estimate(number, entry, newest, _zone(said, newest), payload.conventions.zone)
    lost = len(real) - len(said)
    asked = number in payload.asked
    return Heard(
        statements=statements,
        estimates=(planned,) if planned else (),
        notes=tuple(_notes(said)),
        proofs=tuple(_proofs(entry, statements)),
        answers=(Answer(number=number, outcome=Outcome.NEWS),) if asked else (),
        problems=(f"{lost} events of {number} have no readable date",) if lost else (),
    )


def _said(number: str, entry: object, event: Event, payload: RawPayload) -> Statement | None:
    at = when(event, payload.conventions.zone)
    return statement(number, _first(entry, _PIECE), event, at) if at is not None else None


def _zone(said: Sequence[Said], newest: Statement | None) -> str | None:
    for one in said:
        if newest is not None and one.statement.scan_id == newest.scan_id:
            where = whereabouts(one.event, None)
            return zone_at(where.country, where.region, where.postcode)
    return None


def _with_last_day(entry: object, said: Sequence[Statement]) -> tuple[Statement, ...]:
    """The day it will go back is until when it can be fetched; the newest scan bears it."""
    until = local_digits(text(entry, "returnDateNotice"))
    waiting = next(
        (one for one in reversed(said) if one.milestone == Milestone.AVAILABLE_FOR_PICKUP), None
    )
    return tuple(
        msgspec.structs.replace(one, pickup_until=until.day.isoformat())
        if until and one is waiting
        else one
        for one in said
    )


def _notes(said: Sequence[Said]) -> Iterator[Note]:
    """Who received it; the person before the firm. Of a repeated event the last counts."""
    names = {one.statement.scan_id: one.event.receiver for one in said}
    for scan, name in names.items():
        if name:
            yield Note(
                carrier=CARRIER, number=said[0].statement.number, scan_id=scan, receiver=name
            )


def _proofs(entry: object, said: Sequence[Statement]) -> Iterator[Proof]:
    """USPS sends a letter by mail to whoever names the piece; the phrase says where it was left."""
    delivery = next((one for one in reversed(said) if one.milestone == Milestone.DELIVERED), None)
    if delivery is None:
        return
    phrase = delivery.text or ""
    place = phrase.removeprefix(_DELIVERED) if phrase.startswith(_DELIVERED) else ""
    letter = bool(_first(entry, _PIECE) and _first(entry, _TAKEN_IN))
    if letter or place:
        yield Proof(
            carrier=CARRIER,
            number=delivery.number,
            means=("document",) if letter else (),
            location=place or None,
            when=delivery.when,
            scan_id=delivery.scan_id,
        )


def _first(entry: object, names: Sequence[str]) -> str:
    return next((written for name in names if (written := text(entry, name))), "")
