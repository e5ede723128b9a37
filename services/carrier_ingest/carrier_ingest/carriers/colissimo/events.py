"""From a shipment's events to statements. La Poste names no place of an event, and no person."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final

from msgspec import Struct, structs
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty, Kind, Milestone

from carrier_ingest.carriers.clock import (
    Whereabouts,
    local_time,
    offset_text,
    plausible_offset,
    with_offset,
)
from carrier_ingest.carriers.colissimo.asking import language_of
from carrier_ingest.carriers.colissimo.codes import meaning_of
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Statement
from carrier_ingest.carriers.meanings import Meaning
from carrier_ingest.carriers.reading import child, children, plain, text
from carrier_ingest.carriers.spans import AT_THE_DESTINATION
from carrier_ingest.carriers.tables import bare

NAME: Final = "colissimo"
CARRIER: Final = "colissimo"
_AT_THE_ORIGIN: Final = frozenset({Milestone.ANNOUNCED, Milestone.ACCEPTED})


class Route(Struct, frozen=True):
    """The countries a parcel comes from and goes to, where they are known."""

    origin: str | None
    arrival: str | None


class Event(Struct, frozen=True):
    """One event that can be read: it has a day. Midnight is no hour but the lack of one."""

    code: str
    label: str
    printed: datetime

    @property
    def day(self) -> date:
        """The day as printed."""
        return self.printed.date()

    @property
    def has_hour(self) -> bool:
        """Whether an hour was printed."""
        return self.printed.time() != time.min


def route_of(shipment: object) -> Route:
    """Read the only places that La Poste names."""
    context = child(shipment, "contextData")
    return Route(
        country_code(text(context, "originCountry")), country_code(text(context, "arrivalCountry"))
    )


def read_events(shipment: object) -> tuple[list[Event], list[int]]:
    """The readable events, oldest first, and the places of those that were not."""
    events: list[Event] = []
    unreadable: list[int] = []
    for position, entry in enumerate(children(shipment, "event")):
        printed = moment(text(entry, "date"))
        if printed is None:
            unreadable.append(position)
        else:
            label = plain(text(entry, "label"))
            events.append(Event(bare(text(entry, "code")), label, printed))
    return events[::-1], unreadable


def moment(written: str) -> datetime | None:
    """Read an ISO time, with or without an offset or an hour; None when it is none."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def statements(
    number: str, events: Sequence[Event], route: Route, conventions: Conventions
) -> Iterator[Statement]:
    """Say what each event means.

    One that is printed without its hour is the same when the hour comes: so a scan is named by its
    day and its place among those of its code on that day, and not by its hour. A day counts from
    its end, so where one that moves the parcel came later that day it moves nothing any more.
    """
    places, last = _places(events), _last_moves(events)
    for at, event in enumerate(events):
        place = places[event.code, event.day].get(event.printed.time())
        if place is None:
            continue
        meaning = meaning_of(event.code)
        if not event.has_hour and last.get(event.day, at) > at:
            meaning = structs.replace(meaning, kind=Kind.INFO)
        key = (NAME, CARRIER, number, event.code, event.day.isoformat(), str(place))
        yield _statement(key, event, meaning, _country(meaning, route), conventions)


def _statement(
    scan_key: tuple[str, ...],
    event: Event,
    meaning: Meaning,
    country: str | None,
    conventions: Conventions,
) -> Statement:
    return Statement(
        scan_key=scan_key,
        carrier=CARRIER,
        number=scan_key[2],
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=_when(event, country, conventions),
        code=event.code,
        place=Place(country=country) if country else None,
        text=event.label or None,
        text_language=language_of(conventions)[:2] if event.label else None,
    )


def _places(events: Sequence[Event]) -> Mapping[tuple[str, date], Mapping[time, int]]:
    """The hours of each code on each day, numbered; midnight counts only where it is alone."""
    hours: defaultdict[tuple[str, date], set[time]] = defaultdict(set)
    for event in events:
        hours[event.code, event.day].add(event.printed.time())
    return {
        key: {hour: place for place, hour in enumerate(sorted(found - {time.min} or found))}
        for key, found in hours.items()
    }


def _last_moves(events: Sequence[Event]) -> Mapping[date, int]:
    """The last event of each day that moves the parcel."""
    return {
        event.day: at
        for at, event in enumerate(events)
        if meaning_of(event.code).kind == Kind.EVENT
    }


def _country(meaning: Meaning, route: Route) -> str | None:
    """Where a parcel that crosses a border was: known at its ends alone."""
    if route.origin == route.arrival or meaning.milestone in _AT_THE_ORIGIN:
        return route.origin
    return route.arrival if meaning.milestone in AT_THE_DESTINATION else None


def _when(event: Event, country: str | None, conventions: Conventions) -> When:
    """By the offset that was printed; without an hour it helps to put the day in order."""
    offset = event.printed.utcoffset()
    if offset is not None and plausible_offset(offset):
        if not event.has_hour:
            zone = offset_text(offset)
            return When(local=event.day.isoformat(), certainty=Certainty.NONE, zone=zone)
        exact = with_offset(event.printed, offset)
        if exact is not None:
            return exact
    hour = event.printed.time() if event.has_hour else None
    where = Whereabouts(country=country, account_zone=conventions.zone)
    return local_time(event.day, hour, where)
