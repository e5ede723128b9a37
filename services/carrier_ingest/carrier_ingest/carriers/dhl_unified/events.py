"""From a shipment's events to statements, with the private texts beside them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Final

from msgspec import Struct
from waymark_events.ordering import own_instant
from waymark_events.values import When
from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.dhl_unified.codes import Codes, codes_from, is_code, meanings_of
from carrier_ingest.carriers.dhl_unified.moments import (
    moment_of,
    place_of,
    spelled,
    when,
    whereabouts,
)
from carrier_ingest.carriers.dhl_unified.services import NAME
from carrier_ingest.carriers.heard import Note, Statement
from carrier_ingest.carriers.meanings import Meaning
from carrier_ingest.carriers.printed import Printed
from carrier_ingest.carriers.reading import child, children, flag, text, tidy
from carrier_ingest.carriers.timeline import newest

_TEXTS: Final = ("description", "remark", "nextSteps")


class Parcel(Struct, frozen=True, kw_only=True):
    """Whose stream a shipment belongs to, and the division that answered."""

    carrier: str
    number: str
    service: str


class Event(Struct, frozen=True, kw_only=True):
    """One event that can be read: it has a day."""

    entry: object
    moment: Printed
    when: When
    codes: Codes


def read_events(
    shipment: object, service: str, account_zone: str | None
) -> tuple[list[Event], int]:
    """The readable events, oldest first, and how many were not.

    `status` repeats the newest event: it counts only where no events are listed.
    """
    entries = list(children(shipment, "events")) or list(children(shipment, "status"))
    read = [_event(entry, service, account_zone) for entry in reversed(entries)]
    events = [event for event in read if event is not None]
    return sorted(events, key=lambda event: own_instant(event.when)), len(read) - len(events)


def statements(parcel: Parcel, shipment: object, events: Sequence[Event]) -> Iterator[Statement]:
    """Say what each event means. Equal ones are told apart by their place among the equals."""
    back = flag(shipment, "returnFlag") is True
    meanings = meanings_of([event.codes for event in events], going_back=back)
    equals: Counter[tuple[str, ...]] = Counter()
    for event, meaning in zip(events, meanings, strict=True):
        key = (parcel.service, spelled(event.moment), event.codes.status)
        scan_key = (NAME, parcel.carrier, parcel.number, *key, str(equals[key]))
        yield _statement(parcel, scan_key, event, meaning)
        equals[key] += 1


def notes(events: Sequence[Event], said: Sequence[Statement], taker: str) -> Iterator[Note]:
    """All that people wrote, and beside the newest delivery who took the parcel."""
    delivery = newest(said, Milestone.DELIVERED)
    for event, statement in zip(events, said, strict=True):
        name = taker if statement is delivery else ""
        neighbour = statement.reason == "delivered.to_neighbour"
        words = _words(event.entry)
        if words or name:
            yield Note(
                carrier=statement.carrier,
                number=statement.number,
                scan_id=statement.scan_id,
                receiver=name if name and not neighbour else None,
                neighbour=name if name and neighbour else None,
                free_text=words or None,
            )


def _event(entry: object, service: str, account_zone: str | None) -> Event | None:
    moment = moment_of(text(entry, "timestamp"))
    if moment is None:
        return None
    return Event(
        entry=entry,
        moment=moment,
        when=when(moment, whereabouts(_address(entry), account_zone)),
        codes=codes_from(service, text(entry, "status"), text(entry, "statusCode")),
    )


def _address(entry: object) -> object:
    return child(child(entry, "location"), "address")


def _statement(
    parcel: Parcel, scan_key: tuple[str, ...], event: Event, meaning: Meaning
) -> Statement:
    place = place_of(_address(event.entry))
    return Statement(
        scan_key=scan_key,
        carrier=parcel.carrier,
        number=parcel.number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=event.when,
        code=str(event.codes),
        place=place if place.city or place.country else None,
        postcode=text(_address(event.entry), "postalCode") or None,
    )


def _words(entry: object) -> str:
    """What stands there in words, each once: any of it may be about a person."""
    status = text(entry, "status")
    sentences = ["" if is_code(status) else status, *(text(entry, name) for name in _TEXTS)]
    return tidy(unescape(" / ".join(dict.fromkeys(filter(None, sentences)))))
