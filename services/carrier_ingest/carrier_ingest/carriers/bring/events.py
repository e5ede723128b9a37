"""One event of a parcel's history, and what makes it this scan and no other."""

from collections.abc import Sequence
from datetime import UTC
from typing import Final

from msgspec import Struct
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty, Kind, Milestone

from carrier_ingest.carriers.bring.codes import Codes, Meaning, codes_from, meaning_of
from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Statement
from carrier_ingest.carriers.printed import iso_time
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


def pushed(body: object) -> Event | None:
    """Read the event that a push rings for: a group and a moment, no place and no reason."""
    when = iso_time(text(body, "created"), Whereabouts())
    if when is None:
        return None
    codes = codes_from(text(body, "status"))
    return Event(node=body, codes=codes, when=when, place=Place())


def identities(events: Sequence[Event]) -> list[tuple[str, ...]]:
    """What makes each scan this one, beside its number; push and poll meet in group and minute.

    Of several in one minute of one group the first is the one a push rang for (one that is not
    minor, for those disappear); the others are told apart by instant, code and unit.
    """
    first: dict[tuple[str, ...], tuple[str, ...]] = {}
    for event in sorted(events, key=lambda one: one.minor):
        first.setdefault(_rung(event), _exact(event))
    return [
        _rung(event) if first[_rung(event)] == _exact(event) else (*_rung(event), *_exact(event))
        for event in events
    ]


def statement(
    number: str, identity: tuple[str, ...], event: Event, phrase: tuple[str, str] | None
) -> Statement:
    """Say what one event means; `phrase` is its text and the text's language."""
    meaning = _meaning(event)
    text_, language = phrase or (None, None)
    place = event.place
    return Statement(
        scan_key=(NAME, CARRIER, number, *identity),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=event.when,
        code=str(event.codes),
        place=place if place.city or place.country else None,
        postcode=text(event.node, "postalCode") or None,
        text=text_,
        text_language=language,
    )


def _meaning(event: Event) -> Meaning:
    """A minor event on the way stands on the timeline; it hides no delivery."""
    found = meaning_of(event.codes)
    if event.minor and found.kind == Kind.EVENT and found.milestone == Milestone.IN_TRANSIT:
        return Meaning(kind=Kind.INFO, milestone=found.milestone, reason=found.reason)
    return found


def _rung(event: Event) -> tuple[str, ...]:
    return (event.codes.group, _moment(event.when, "minutes"))


def _exact(event: Event) -> tuple[str, ...]:
    return (_moment(event.when, "seconds"), event.codes.event, event.unit)


def _moment(when: When, precision: str) -> str:
    """The instant where the carrier printed one, else its own clock, which no setting changes."""
    if when.certainty == Certainty.EXACT and when.instant is not None:
        printed = when.instant.astimezone(UTC).replace(tzinfo=None)
        return printed.isoformat(timespec=precision) + "Z"
    return when.local[: len("YYYY-MM-DDTHH:MM")] if precision == "minutes" else when.local


def _place(entry: object) -> Place:
    country = country_code(text(entry, "countryCode")) or country_code(text(entry, "country"))
    return Place(city=text(entry, "city") or None, country=country)
