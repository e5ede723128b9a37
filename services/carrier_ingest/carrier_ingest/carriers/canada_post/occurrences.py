"""From a parcel's occurrences to statements: what each means beside the others."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.values import Place
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.canada_post.asking import language_of
from carrier_ingest.carriers.canada_post.codes import (
    CARD_LEFT,
    SIGNATURE_IMAGE,
    code_from,
    meaning_of,
)
from carrier_ingest.carriers.canada_post.document import Node
from carrier_ingest.carriers.canada_post.times import Printed, place_of, printed_at, when
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Note, Statement
from carrier_ingest.carriers.timeline import in_order

NAME: Final = "canada_post"
CARRIER: Final = "canada_post"
_ONE_VISIT: Final = timedelta(minutes=15)


class Told(Struct, frozen=True):
    """A scan and what only the recipient may read beside it."""

    statement: Statement
    note: Note | None


def read_occurrences(
    number: str, detail: Node, conventions: Conventions
) -> tuple[tuple[Statement, ...], tuple[Note, ...], int]:
    """The scans, oldest first, their notes, and how many occurrences have no code or no day."""
    listed = list(detail.all("occurrence"))
    read = [_told(number, one, conventions) for one in reversed(listed)]
    told = [one for one in read if one is not None]
    said = in_order(one.statement for one in told)
    notes = {one.note.scan_id: one.note for one in told if one.note}
    return tuple(_settled(said)), tuple(notes.values()), len(listed) - len(told)


def _told(number: str, occurrence: Node, conventions: Conventions) -> Told | None:
    code, printed = code_from(occurrence["event-identifier"]), printed_at(occurrence)
    if not code or printed is None:
        return None
    phrase, place = occurrence["event-description"], place_of(occurrence)
    meaning = meaning_of(code, phrase)
    statement = Statement(
        scan_key=(NAME, CARRIER, number, code, *_identity(occurrence, printed)),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=when(printed, place, occurrence["event-time-zone"], conventions.zone),
        code=code,
        place=place,
        text=phrase or None,
        text_language=language_of(conventions) if phrase else None,
    )
    return Told(statement, _note(statement, occurrence))


def _identity(occurrence: Node, printed: Printed) -> tuple[str, ...]:
    """There are no ids: the day, the hour and the place as printed, never text or abbreviation."""
    hour = printed.hour.isoformat() if printed.hour else ""
    places = (occurrence["event-site"].upper(), occurrence["event-province"].upper())
    return (printed.day.isoformat(), hour, *places)


def _note(statement: Statement, occurrence: Node) -> Note | None:
    receiver, office = occurrence["signatory-name"], occurrence["event-retail-name"]
    if not receiver and not office:
        return None
    return Note(
        carrier=CARRIER,
        number=statement.number,
        scan_id=statement.scan_id,
        receiver=receiver or None,
        pickup_name=office or None,
    )


def _settled(said: Sequence[Statement]) -> Iterator[Statement]:
    """Two scans tell what another one has told: they stand on the timeline and move nothing.

    The image of a signature comes after its delivery. A card that says where to collect is at
    times minutes younger than "available for pickup", which is where the parcel is.
    """
    delivered = any(_delivers(one) for one in said)
    waiting = _waiting(said)
    for one in said:
        repeats = (one.code == SIGNATURE_IMAGE and delivered) or (
            one.code == CARD_LEFT and _waited(waiting.get(one.place, ()), _local(one))
        )
        yield msgspec.structs.replace(one, kind=Kind.INFO) if repeats else one


def _delivers(other: Statement) -> bool:
    return other.milestone == Milestone.DELIVERED and other.code != SIGNATURE_IMAGE


def _waiting(said: Sequence[Statement]) -> Mapping[Place | None, Sequence[datetime]]:
    """When the parcel was said to wait, by place and in order."""
    times: defaultdict[Place | None, list[datetime]] = defaultdict(list)
    for one in said:
        if one.milestone == Milestone.AVAILABLE_FOR_PICKUP:
            times[one.place].append(_local(one))
    return {place: sorted(found) for place, found in times.items()}


def _waited(times: Sequence[datetime], card: datetime) -> bool:
    """Whether the last time before the card, or with it, belongs to the same visit."""
    before = bisect_right(times, card)
    return before > 0 and card - times[before - 1] <= _ONE_VISIT


def _local(one: Statement) -> datetime:
    return datetime.fromisoformat(one.when.local)
