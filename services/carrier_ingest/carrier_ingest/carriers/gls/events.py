"""From the events of a parcel to statements."""

from collections.abc import Iterable
from typing import Final

import msgspec
from waymark_events.values import Place
from waymark_events.vocabulary import UNMAPPED

from carrier_ingest.carriers import printed
from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.gls.asking import language_of
from carrier_ingest.carriers.gls.codes import code_from, row_of, row_of_status
from carrier_ingest.carriers.heard import Statement
from carrier_ingest.carriers.meanings import meant
from carrier_ingest.carriers.printed import iso_time
from carrier_ingest.carriers.reading import text
from carrier_ingest.carriers.timeline import in_order

NAME: Final = "gls"
CARRIER: Final = "gls"


def statement(
    number: str, parcel: str, event: object, conventions: Conventions
) -> Statement | None:
    """Say what one event means; None when it has no time that can be read.

    `number` is the stream; `parcel`, its own number, names the scan, whichever it was asked by.
    """
    country, postcode = country_code(text(event, "country")), text(event, "postalCode")
    where = Whereabouts(country=country, postcode=postcode, account_zone=conventions.zone)
    moment = iso_time(text(event, "eventDateTime"), where)
    if moment is None:
        return None
    code = code_from(text(event, "code"))
    meaning = meant(row_of(code))
    said = Statement(
        scan_key=(NAME, CARRIER, parcel, printed.moment(moment), code, postcode, country or ""),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=moment,
        code=code,
    )
    return _shown(said, event, where, language_of(conventions))


def _shown(said: Statement, event: object, where: Whereabouts, language: str) -> Statement:
    """The same with its place and its words."""
    city, phrase = text(event, "city") or None, text(event, "description")
    return msgspec.structs.replace(
        said,
        place=Place(city=city, country=where.country) if city or where.country else None,
        postcode=where.postcode or None,
        text=phrase or None,
        text_language=language if phrase else None,
    )


def statements(oldest_first: Iterable[Statement], status: str) -> tuple[Statement, ...]:
    """Put them in order; the parcel's status helps where the newest event's code does not.

    It says where the parcel is now, so it says nothing of the events before.
    """
    ordered = in_order(oldest_first)
    row = row_of_status(status)
    if not ordered or row is None or ordered[-1].reason != UNMAPPED:
        return ordered
    newest = msgspec.structs.replace(ordered[-1], milestone=row.milestone, reason=row.reason)
    return (*ordered[:-1], newest)
