"""From an item's events to statements: the same scan, told by a history or by a summary."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from waymark_events.values import Place, When

from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Statement
from carrier_ingest.carriers.printed import iso_time, moment
from carrier_ingest.carriers.reading import child, children, plain, text
from carrier_ingest.carriers.royal_mail.codes import meaning_of
from carrier_ingest.carriers.tables import bare
from carrier_ingest.carriers.timeline import in_order

NAME: Final = "royal_mail"
CARRIER: Final = "royal_mail"
_LANGUAGE: Final = "en"


class Event(Struct, frozen=True, kw_only=True):
    """One event as printed. `category` is the item's, where the event is its newest."""

    code: str
    name: str
    when: When
    place: str
    category: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes a scan this one, beside its number: never its name, which is rewritten,
        and never the account's zone.
        """
        return (moment(self.when), self.code, self.place.upper())


def statements(
    number: str, item: object, conventions: Conventions
) -> tuple[tuple[Statement, ...], int]:
    """The scans of an item, oldest first, and how many events have no readable code or time."""
    listed = list(_listed(item))
    newest = _newest(child(item, "summary"))
    events: dict[tuple[str, ...], Event] = {}
    unread = 0
    # a history begins with the newest, which stands in the summary once more: one scan
    for entry in (*reversed(listed), *([newest] if newest else [])):
        event = _event(entry, conventions)
        if event is None:
            unread += 1
        else:
            events[event.key] = event
    return in_order(_statement(number, event) for event in events.values()), unread


def _listed(item: object) -> Iterator[dict[str, str]]:
    for entry in children(item, "events"):
        yield {
            "code": text(entry, "eventCode"),
            "name": text(entry, "eventName"),
            "at": text(entry, "eventDateTime"),
            "place": text(entry, "locationName"),
        }


def _newest(summary: object) -> dict[str, str] | None:
    if not text(summary, "lastEventCode") and not text(summary, "lastEventDateTime"):
        return None
    return {
        "code": text(summary, "lastEventCode"),
        "name": text(summary, "lastEventName"),
        "at": text(summary, "lastEventDateTime"),
        "place": text(summary, "lastEventLocationName"),
        "category": text(summary, "statusCategory"),
    }


def _event(entry: dict[str, str], conventions: Conventions) -> Event | None:
    # without an offset nothing but the account says whose clock it was
    when = iso_time(entry["at"], Whereabouts(account_zone=conventions.zone))
    code = bare(entry["code"])
    if not code or when is None:
        return None
    return Event(
        code=code,
        name=plain(entry["name"]),
        when=when,
        place=plain(entry["place"]),
        category=entry.get("category", ""),
    )


def _statement(number: str, event: Event) -> Statement:
    meaning = meaning_of(event.code, event.category)
    return Statement(
        scan_key=(NAME, CARRIER, number, *event.key),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=event.when,
        code=event.code,
        place=Place(name=event.place) if event.place else None,
        text=event.name or None,
        text_language=_LANGUAGE if event.name else None,
    )
