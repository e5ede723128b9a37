"""One event of a parcel's history, and what makes it this scan and no other."""

from typing import Final

from msgspec import Struct, structs
from waymark_events.values import Place, When
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.bring.codes import Codes, codes_from, meaning_of
from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Statement
from carrier_ingest.carriers.meanings import Meaning
from carrier_ingest.carriers.printed import iso_time, moment
from carrier_ingest.carriers.reading import flag, text

NAME: Final = "bring"
CARRIER: Final = "bring"


class Event(Struct, frozen=True, kw_only=True):
    """An event that can be read: it has a day. `unit` is its terminal or pickup point, or town."""

    node: object
    codes: Codes
    when: When
    place: Place
    unit: str = ""
    minor: bool = False


def polled(entry: object, account_zone: str | None) -> Event | None:
    """Read one entry of a parcel's history; None where it has no day."""
    place = _place(entry)
    where = Whereabouts(
        country=place.country, postcode=text(entry, "postalCode"), account_zone=account_zone
    )
    when = iso_time(text(entry, "dateIso"), where)
    if when is None:
        return None
    return Event(
        node=entry,
        codes=codes_from(text(entry, "status"), text(entry, "lmEventCode")),
        when=when,
        place=place,
        unit=text(entry, "unitId") or text(entry, "city"),
        minor=flag(entry, "insignificant") is True,
    )


def statement(number: str, event: Event, phrase: str | None, language: str) -> Statement:
    """Say what one event means. A scan's name depends on no other: minor ones disappear later."""
    meaning = _meaning(event)
    place = event.place
    group, code = event.codes.group, event.codes.event
    return Statement(
        scan_key=(NAME, CARRIER, number, group, moment(event.when), code, event.unit),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=event.when,
        code=str(event.codes),
        place=place if place.city or place.country else None,
        postcode=text(event.node, "postalCode") or None,
        text=phrase,
        text_language=language if phrase else None,
    )


def _meaning(event: Event) -> Meaning:
    """A minor event on the way stands on the timeline; it hides no delivery."""
    found = meaning_of(event.codes)
    if event.minor and found.kind == Kind.EVENT and found.milestone == Milestone.IN_TRANSIT:
        return structs.replace(found, kind=Kind.INFO)
    return found


def _place(entry: object) -> Place:
    country = country_code(text(entry, "countryCode")) or country_code(text(entry, "country"))
    return Place(city=text(entry, "city") or None, country=country)
