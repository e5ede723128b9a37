"""One event, read alike from a push and from a poll: that they agree is what makes one scan."""

from datetime import datetime, time, timedelta
from typing import Final

from msgspec import Struct
from waymark_events.values import Place, When

from carrier_ingest.carriers import printed
from carrier_ingest.carriers.clock import Whereabouts, from_instant, plausible_offset
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Statement
from carrier_ingest.carriers.printed import Printed
from carrier_ingest.carriers.reading import text, words
from carrier_ingest.carriers.tables import bare
from carrier_ingest.carriers.usps.codes import meaning_of
from carrier_ingest.carriers.usps.texts import folded

NAME: Final = "usps"
CARRIER: Final = "usps"
HOME: Final = "US"
_MADE_UP: Final = "in transit"
_NO_SCAN: Final = "NT"


class Event(Struct, frozen=True, kw_only=True):
    """An event as USPS prints it. `told` holds the local digits, without the `Z` they bear."""

    code: str
    phrase: str
    told: Printed | None
    instant: datetime | None
    offset: timedelta | None
    city: str
    state: str
    postcode: str
    country: str
    receiver: str


def event_of(entry: object) -> Event:
    """Read one entry of `trackingEvents`. Some answers print the hour alone, beside the instant."""
    instant = _utc(printed.printed(text(entry, "GMTTimestamp")))
    offset = printed.offset(text(entry, "GMTOffset"))
    return Event(
        code=bare(text(entry, "eventCode")),
        phrase=words(entry, "eventType"),
        told=local_digits(text(entry, "eventTimestamp")) or _local(instant, offset),
        instant=instant,
        offset=offset,
        city=words(entry, "eventCity"),
        state=text(entry, "eventState"),
        postcode=text(entry, "eventZIP"),
        country=words(entry, "eventCountry"),
        receiver=words(entry, "name") or words(entry, "firm"),
    )


def local_digits(written: str) -> Printed | None:
    """A time as it is on the wall there: USPS writes `Z` behind it, and means nothing by it."""
    told = printed.printed(written)
    return Printed(told.day, told.hour) if told else None


def is_made_up(event: Event) -> bool:
    """Whether USPS's computer wrote it at midnight because nobody had seen the parcel.

    It proves nothing. Said at all, it would end a silence.
    """
    moving = event.code == _NO_SCAN or folded(event.phrase).startswith(_MADE_UP)
    somewhere = event.city or event.state or event.postcode or event.country
    midnight = event.told is not None and event.told.hour in (None, time.min)
    return moving and midnight and not somewhere


def when(event: Event, account_zone: str | None) -> When | None:
    """The time of an event: the true instant, else by its offset, else by its place."""
    if event.told is None:
        return None
    hour, offset = event.told.hour, event.offset
    local = datetime.combine(event.told.day, hour) if hour is not None else None
    if event.instant is not None and local is not None:
        agrees = plausible_offset(local - event.instant)
        if agrees or offset is not None:
            return from_instant(event.instant, local if agrees else None, offset)
    return printed.when(Printed(event.told.day, hour, offset), whereabouts(event, account_zone))


def whereabouts(event: Event, account_zone: str | None) -> Whereabouts:
    """What an event tells of its place; no country is the United States."""
    return Whereabouts(
        country=country_code(event.country) if event.country else HOME,
        region=event.state,
        postcode=event.postcode,
        account_zone=account_zone,
    )


def identity(event: Event) -> tuple[str, ...] | None:
    """What makes a scan this one, beside the number; None without a day.

    Never USPS's id of the piece: a poll bears one and a push does not.
    """
    if event.told is None:
        return None
    hour = f"{event.told.hour:%H%M}" if event.told.hour is not None else ""
    what = event.code or folded(event.phrase)
    return (what, f"{event.told.day:%Y%m%d}{hour}", event.postcode or event.city.upper())


def statement(number: str, event: Event, at: When) -> Statement | None:
    """Say what an event means."""
    key = identity(event)
    if key is None:
        return None
    meaning = meaning_of(event.code, event.phrase)
    return Statement(
        scan_key=(NAME, CARRIER, number, *key),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=at,
        code=event.code,
        place=_place(event),
        postcode=event.postcode or None,
        text=event.phrase or None,
        text_language="en" if event.phrase else None,
    )


def _place(event: Event) -> Place | None:
    """A city has a state beside it; else it is the name of a facility. No ZIP is kept."""
    if not (event.city or event.state or event.postcode or event.country):
        return None
    named = not event.state and not event.postcode
    return Place(
        name=(event.city or None) if named else None,
        city=None if named else event.city or None,
        region=event.state or None,
        country=country_code(event.country) if event.country else HOME,
    )


def _utc(told: Printed | None) -> datetime | None:
    """An instant without its zone, which is UTC."""
    if told is None or told.hour is None:
        return None
    try:
        local = datetime.combine(told.day, told.hour)
        return local - told.offset if told.offset else local
    except OverflowError:
        return None


def _local(instant: datetime | None, offset: timedelta | None) -> Printed | None:
    if instant is None or offset is None:
        return None
    try:
        local = instant + offset
    except OverflowError:
        return None
    return Printed(local.date(), local.time())
