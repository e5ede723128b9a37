"""From a piece's events to statements, with the private texts beside them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, time
from html import unescape
from typing import Final

from msgspec import Struct, structs
from waymark_events.values import Place
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.clock import Whereabouts, local_time
from carrier_ingest.carriers.dhl_parcel_de.asking import language_of
from carrier_ingest.carriers.dhl_parcel_de.codes import (
    BY_THE_DRIVER,
    Codes,
    codes_from,
    meaning_of,
)
from carrier_ingest.carriers.dhl_parcel_de.document import Node
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Note, Statement
from carrier_ingest.carriers.meanings import Meaning
from carrier_ingest.carriers.printed import Printed
from carrier_ingest.carriers.reading import tidy
from carrier_ingest.carriers.timeline import newest

NAME: Final = "dhl_parcel_de"
CARRIER: Final = "dhl_parcel_de"
NEIGHBOUR: Final = "4"
_CLASSES: Final = {"1": "delivered.to_recipient", NEIGHBOUR: "delivered.to_neighbour"}
_DAY: Final = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_HOUR: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


class Event(Struct, frozen=True, kw_only=True):
    """One event that can be read: it has a day. `going_back` is None where DHL left it open."""

    node: Node
    printed: Printed
    codes: Codes
    going_back: bool | None


def read_events(piece: Node) -> tuple[list[Event], int]:
    """The readable events, oldest first as DHL lists them, and how many were not."""
    events: list[Event] = []
    unreadable = 0
    for node in piece.events():
        printed = printed_at(node["event-timestamp"])
        if printed is None:
            unreadable += 1
            continue
        events.append(
            Event(
                node=node,
                printed=printed,
                codes=codes_from(node["ice"], node["ric"], node["standard-event-code"]),
                going_back=_yes_or_no(node["ruecksendung"]),
            )
        )
    return events, unreadable


def statements(
    number: str, piece: Node, events: Sequence[Event], conventions: Conventions
) -> list[Statement]:
    """Say what each event means, sharpened by what DHL puts on the piece as a whole."""
    equals: Counter[tuple[str, ...]] = Counter()
    said: list[Statement] = []
    for event, meaning in zip(events, _meanings(piece, events), strict=True):
        key = _key(event)
        scan_key = (NAME, CARRIER, number, *key, str(equals[key]))
        said.append(_statement(scan_key, event, meaning, conventions))
        equals[key] += 1
    return _taken_by(_CLASSES.get(piece["recipient-id"]), said)


def notes(piece: Node, events: Sequence[Event], said: Sequence[Statement]) -> Iterator[Note]:
    """The long texts, which may hold the recipient's words, and who took the parcel."""
    taken = newest(said, Milestone.DELIVERED)
    neighbour = piece["recipient-id"] == NEIGHBOUR
    for event, statement in zip(events, said, strict=True):
        taker = _words(piece["recipient-name"]) if statement is taken else ""
        words = _words(event.node["event-text"] or event.node["event-status"])
        if words or taker:
            yield Note(
                carrier=CARRIER,
                number=statement.number,
                scan_id=statement.scan_id,
                receiver=taker if taker and not neighbour else None,
                neighbour=taker if taker and neighbour else None,
                free_text=words or None,
            )


def printed_at(written: str) -> Printed | None:
    """Read `DD.MM.YYYY` with or without `HH:mm`; None when there is no such day."""
    day_text, _, hour_text = written.partition(" ")
    read = _DAY.fullmatch(day_text)
    if read is None:
        return None
    try:
        return Printed(date(int(read[3]), int(read[2]), int(read[1])), hour_at(hour_text))
    except ValueError:
        return None


def hour_at(written: str) -> time | None:
    """Read `HH:mm`; None when it is no time of day."""
    read = _HOUR.fullmatch(written.strip())
    if read is None:
        return None
    try:
        return time(int(read[1]), int(read[2]), int(read[3] or 0))
    except ValueError:
        return None


def _key(event: Event) -> tuple[str, ...]:
    hour = event.printed.hour.isoformat() if event.printed.hour else ""
    codes = event.codes
    return (event.printed.day.isoformat(), hour, codes.ice, codes.ric, codes.ttpro)


def _meanings(piece: Node, events: Sequence[Event]) -> list[Meaning]:
    """What the codes say; the piece's own word about the way back counts for its last event."""
    back = [event.going_back is True for event in events]
    if events and events[-1].going_back is None:
        back[-1] = _yes_or_no(piece["ruecksendung"]) is True
    return [
        meaning_of(event.codes, going_back=turned)
        for event, turned in zip(events, back, strict=True)
    ]


def _taken_by(reason: str | None, said: Sequence[Statement]) -> list[Statement]:
    """Who took it stands on the piece, and counts for the last delivery that leaves it open."""
    taken = newest(said, Milestone.DELIVERED)
    return [
        structs.replace(one, reason=reason)
        if reason and one is taken and one.reason == "delivered.other"
        else one
        for one in said
    ]


def _statement(
    scan_key: tuple[str, ...], event: Event, meaning: Meaning, conventions: Conventions
) -> Statement:
    phrase = _words(event.node["event-short-status"])
    country = country_code(event.node["event-country"])
    name = event.node["event-location"] or None
    where = Whereabouts(country=country, account_zone=conventions.zone)
    return Statement(
        scan_key=scan_key,
        carrier=CARRIER,
        number=scan_key[2],
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=local_time(event.printed.day, event.printed.hour, where),
        code=str(event.codes),
        place=Place(name=name, country=country) if name or country else None,
        text=phrase or None,
        text_language=language_of(conventions) if phrase else None,
        withdraws_codes=BY_THE_DRIVER if meaning.kind == Kind.CORRECTION else (),
    )


def _yes_or_no(written: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(written.lower())


def _words(written: str) -> str:
    """DHL escapes quotes once more inside its texts."""
    return tidy(unescape(written))
