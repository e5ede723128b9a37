"""From the scans of a shipment to statements, with what may name somebody beside them."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final

import msgspec
from waymark_events.values import Place
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers import printed
from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Note, Statement
from carrier_ingest.carriers.hermes.asking import language_of
from carrier_ingest.carriers.hermes.codes import code_from, meaning_of
from carrier_ingest.carriers.printed import iso_time
from carrier_ingest.carriers.reading import child, text, tidy

NAME: Final = "hermes"
CARRIER: Final = "hermes"
_PLACEHOLDER: Final = re.compile(r"#[0-9A-ZÄÖÜ_]+#")
_SITES: Final = frozenset({"002", "003", "006"})
"""Who recorded it: depots and logistics centres, whose names are nobody's."""
_AT_A_SHOP: Final = frozenset({"005", "008"})
"""Who recorded it: a driver at a ParcelShop, or the shop."""
_OF_A_SHOP: Final = (
    *("048", "055", "060/012", "060/024", "100/015", "100/024"),
    *("24/00", "40/24", "40/35", "46/", "60/93", "60/96"),
)
_WISHES: Final = ("310", "320", "380", "390", "93/")
_WITH_SOMEBODY: Final = frozenset({Milestone.DELIVERED, Milestone.AVAILABLE_FOR_PICKUP})
_DOOR: Final = "060"
_COUNTED: Final = frozenset({"003", "004", "005", "006", "032", "033", "034", "035"})
"""Details that number the attempts, so that each of them is made once."""


def statement(number: str, entry: object, conventions: Conventions) -> Statement | None:
    """Say what one scan means; None when it has no time that can be read."""
    code = code_from(text(entry, "code"))
    meaning = meaning_of(code)
    private = _names_somebody(code, meaning.milestone)
    place = _place(entry, named=not private and code.rpartition("/")[2] in _SITES)
    where = Whereabouts(country=place.country, account_zone=conventions.zone)
    moment = iso_time(text(entry, "timestamp"), where)
    if moment is None:
        return None
    phrase = "" if private else _phrase(entry)
    return Statement(
        scan_key=(NAME, CARRIER, number, printed.moment(moment), code),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=moment,
        code=code,
        place=place if place != Place() else None,
        text=phrase or None,
        text_language=language_of(conventions) if phrase else None,
        withdraws_codes=meaning.withdraws_codes,
    )


def note(said: Statement, entry: object) -> Note | None:
    """The shop it waits in, and a phrase whose place-holders may be filled with a name."""
    waiting = said.milestone == Milestone.AVAILABLE_FOR_PICKUP
    shop = text(entry, "scanningUnit", "name") if waiting else ""
    words = _phrase(entry) if _names_somebody(said.code, said.milestone) else ""
    if not (shop or words):
        return None
    return Note(
        carrier=CARRIER,
        number=said.number,
        scan_id=said.scan_id,
        pickup_name=shop or None,
        free_text=words or None,
    )


def each_attempt_once(oldest_first: Iterable[Statement]) -> Iterator[Statement]:
    """The depot's repetition of what the driver recorded stands on the timeline alone."""
    recorded: list[str] = []
    for said in oldest_first:
        group, detail = [*said.code.split("/"), ""][:2]
        if said.milestone == Milestone.OUT_FOR_DELIVERY:
            recorded = [one for one in recorded if one in _COUNTED]
        if group != _DOOR:
            yield said
        elif said.kind == Kind.CORRECTION:
            recorded = recorded[:-1]
            yield said
        elif said.milestone == Milestone.ATTEMPT_FAILED and detail in recorded:
            yield msgspec.structs.replace(said, kind=Kind.INFO)
        else:
            recorded.append(detail)
            yield said


def _names_somebody(code: str, milestone: Milestone) -> bool:
    """A person, or a ParcelShop, whose name may be its keeper's."""
    by_a_shop = code.rpartition("/")[2] in _AT_A_SHOP
    return milestone in _WITH_SOMEBODY or by_a_shop or code.startswith(_OF_A_SHOP + _WISHES)


def _phrase(entry: object) -> str:
    """The carrier's words without the place-holders that it left unfilled."""
    return tidy(_PLACEHOLDER.sub("", unescape(text(entry, "description"))))


def _place(entry: object, *, named: bool) -> Place:
    unit = child(entry, "scanningUnit")
    return Place(
        name=(text(unit, "name") or None) if named else None,
        city=text(unit, "city") or None,
        country=country_code(text(unit, "countryCode")),
    )
