"""One parcel of an answer: its history, and what stands on it as a whole."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.bring.asking import language_of
from carrier_ingest.carriers.bring.events import CARRIER, Event, polled, statement
from carrier_ingest.carriers.bring.words import Words, is_signed, secrets_of, words
from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Basis, Estimate, Heard, Note, Proof, Statement
from carrier_ingest.carriers.reading import child, children, text
from carrier_ingest.carriers.spans import believable, whole_day
from carrier_ingest.carriers.timeline import collectable_until, days, ended, in_order

_DAY: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


class Told(Struct, frozen=True):
    """An event, its words, and what was said of it."""

    event: Event
    words: Words
    said: Statement


def heard_parcel(number: str, shipment: object, package: object, conventions: Conventions) -> Heard:
    """Hear one parcel under its number. What cannot be read of it costs nothing else."""
    events, problems = _events(number, package, conventions)
    told = _told(number, events, package, conventions)
    until = day_of(text(package, "dateOfReturn"))
    statements = collectable_until(in_order(one.said for one in told), until)
    planned = _estimate(number, shipment, package, statements, conventions)
    return Heard(
        statements=statements,
        estimates=(planned,) if planned else (),
        notes=tuple(_notes(told)),
        proofs=tuple(_proofs(told)),
        problems=problems,
    )


def day_of(written: str) -> date | None:
    """Read `DD.MM.YYYY`, or a day as ISO 8601 writes it; None when there is no such day."""
    read = _DAY.fullmatch(written)
    try:
        if read is not None:
            return date(int(read[3]), int(read[2]), int(read[1]))
        return date.fromisoformat(written[: len("YYYY-MM-DD")])
    except ValueError:
        return None


def _events(
    number: str, package: object, conventions: Conventions
) -> tuple[list[Event], tuple[str, ...]]:
    """The readable events, oldest first, and a sentence for each of the others."""
    read: list[Event] = []
    problems: list[str] = []
    for position, entry in enumerate(children(package, "eventSet")):
        event = polled(entry, conventions.zone)
        if event is None:
            problems.append(f"eventSet[{position}] of {number} has no readable dateIso")
        else:
            read.append(event)
    return read[::-1], tuple(problems)


def _told(
    number: str, events: Sequence[Event], package: object, conventions: Conventions
) -> list[Told]:
    secrets, language = secrets_of(package), language_of(conventions)
    told = []
    for event in events:
        heard = words(event.node, secrets)
        told.append(Told(event, heard, statement(number, event, heard.phrase, language)))
    return told


def _notes(told: Sequence[Told]) -> Iterator[Note]:
    for one in told:
        ready = one.said.milestone == Milestone.AVAILABLE_FOR_PICKUP
        found = one.words
        if found.private or found.signed_by:
            yield Note(
                carrier=CARRIER,
                number=one.said.number,
                scan_id=one.said.scan_id,
                receiver=found.signed_by,
                pickup_name=found.linked if ready else None,
                free_text=found.private,
            )


def _proofs(told: Sequence[Told]) -> Iterator[Proof]:
    for one in told:
        if one.said.milestone == Milestone.DELIVERED and is_signed(one.event.node):
            yield Proof(
                carrier=CARRIER,
                number=one.said.number,
                means=("signature",),
                when=one.said.when,
                scan_id=one.said.scan_id,
            )


def _estimate(
    number: str,
    shipment: object,
    package: object,
    oldest_first: Sequence[Statement],
    conventions: Conventions,
) -> Estimate | None:
    """The forecast day while the parcel is under way; it changes with each answer."""
    day = day_of(text(package, "dateOfEstimatedDelivery"))
    zone = _destination(shipment) or conventions.zone
    if day is None or zone is None or ended(oldest_first):
        return None
    if not believable(day, days(oldest_first)):
        return None
    return Estimate(carrier=CARRIER, number=number, basis=Basis.FIRST, span=whole_day(day, zone))


def _destination(shipment: object) -> str | None:
    """The zone of the address it goes to; the address itself is dropped."""
    address = child(shipment, "recipientHandlingAddress")
    country = country_code(text(address, "countryCode")) or country_code(text(address, "country"))
    return Whereabouts(country=country, postcode=text(address, "postalCode")).placed
