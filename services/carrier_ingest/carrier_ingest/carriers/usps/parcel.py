"""One parcel: its history, who took it, that it can be proved, until when it can be fetched."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Answer, Heard, Note, Outcome, Proof, Statement
from carrier_ingest.carriers.reading import child, children, text
from carrier_ingest.carriers.timeline import collectable_until, in_order, newest
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
    said = [Said(event, one) for event in real if (one := _said(number, event, payload))]
    until = local_digits(text(entry, "returnDateNotice"))
    ordered = in_order(one.statement for one in said)
    statements = collectable_until(ordered, until.day if until else None)
    planned = estimate(number, entry, statements, _zone(said, ordered), payload.conventions.zone)
    lost = len(real) - len(said)
    return Heard(
        statements=statements,
        estimates=(planned,) if planned else (),
        notes=tuple(_notes(said)),
        proofs=tuple(_proofs(entry, statements)),
        answers=(Answer(number=number, outcome=Outcome.NEWS),),
        problems=(f"{lost} events of {number} have no readable date",) if lost else (),
    )


def _said(number: str, event: Event, payload: RawPayload) -> Statement | None:
    at = when(event, payload.conventions.zone)
    return statement(number, event, at) if at is not None else None


def _zone(said: Sequence[Said], ordered: Sequence[Statement]) -> str | None:
    """Of the newest scan."""
    key = ordered[-1].scan_key if ordered else None
    events = (one.event for one in said if one.statement.scan_key == key)
    return next((whereabouts(event, None).placed for event in events), None)


def _notes(said: Sequence[Said]) -> Iterator[Note]:
    """Who received it; the person before the firm. Of a repeated event the last counts."""
    of_last = {one.statement.scan_key: one for one in said}
    for one in of_last.values():
        if name := one.event.receiver:
            scan = one.statement
            yield Note(carrier=CARRIER, number=scan.number, scan_id=scan.scan_id, receiver=name)


def _proofs(entry: object, said: Sequence[Statement]) -> Iterator[Proof]:
    """USPS sends a letter by mail to whoever names the piece; the phrase says where it was left."""
    delivery = newest(said, Milestone.DELIVERED)
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
