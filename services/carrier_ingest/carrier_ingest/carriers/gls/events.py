"""From the events of a parcel to statements."""

from collections.abc import Iterable
from typing import Final

import msgspec
from waymark_events.values import Place
from waymark_events.vocabulary import UNMAPPED, Kind, Milestone

from carrier_ingest.carriers import printed
from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.gls.asking import language_of
from carrier_ingest.carriers.gls.codes import code_from, row_of, row_of_status
from carrier_ingest.carriers.heard import Statement
from carrier_ingest.carriers.printed import iso_time
from carrier_ingest.carriers.reading import text
from carrier_ingest.carriers.timeline import in_order

NAME: Final = "gls"
CARRIER: Final = "gls"


def statement(
    number: str, parcel: str, event: object, conventions: Conventions
) -> Statement | None:
    """Say what one event means; None when it has no time that can be read.

    `number` is the stream it belongs to, `parcel` the parcel's own number, which names the scan:
    a parcel has two numbers it may be asked by.
    """
    country = country_code(text(event, "country"))
    postcode = text(event, "postalCode")
    where = Whereabouts(country=country, postcode=postcode, account_zone=conventions.zone)
    moment = iso_time(text(event, "eventDateTime"), where)
    if moment is None:
        return None
    code = code_from(text(event, "code"))
    row = row_of(code)
    city, phrase = text(event, "city") or None, text(event, "description")
    return Statement(
        scan_key=(NAME, CARRIER, parcel, printed.moment(moment), code, postcode, country or ""),
        carrier=CARRIER,
        number=number,
        kind=Kind(row.kind) if row else Kind.EVENT,
        milestone=row.milestone if row else Milestone.IN_TRANSIT,
        reason=row.reason if row else UNMAPPED,
        when=moment,
        code=code,
        place=Place(city=city, country=country) if city or country else None,
        postcode=postcode or None,
        text=phrase or None,
        text_language=language_of(conventions) if phrase else None,
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
