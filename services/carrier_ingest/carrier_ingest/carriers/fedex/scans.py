"""One scan, read alike from a push and from a poll: that they agree is what makes one scan."""

from typing import Final

from msgspec import Struct
from waymark_events.values import Place, When

from carrier_ingest.carriers import printed
from carrier_ingest.carriers.asking import locale
from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.fedex.codes import bare, cause_code
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Statement
from carrier_ingest.carriers.meanings import Meaning
from carrier_ingest.carriers.printed import Printed
from carrier_ingest.carriers.reading import child, text, words

NAME: Final = "fedex"
CARRIER: Final = "fedex"
_AT_CUSTOMS: Final = frozenset({"CUSTOMS_BROKER", "PORT_OF_ENTRY"})
_INITIATED: Final = "IN"


class Scan(Struct, frozen=True, kw_only=True):
    """A scan as FedEx prints it; `told` is None where its date cannot be read.

    `cause` is what FedEx says beside an exception, `at_customs` that a code is read in the list of
    the authorities, where two letters may mean something else.
    """

    code: str
    exception: str = ""
    phrase: str = ""
    cause: str = ""
    at_customs: bool = False
    site: str = ""
    place: Place = Place()
    postcode: str = ""
    told: Printed | None = None


class Dated(Struct, frozen=True):
    """A scan whose time can be read."""

    scan: Scan
    at: When


def scan_of(entry: object) -> Scan:
    """Read one entry of `scanEvents`."""
    phrase = words(entry, "eventDescription") or words(entry, "derivedStatus")
    place = child(entry, "scanLocation")
    customs = bare(text(entry, "locationType")) in _AT_CUSTOMS or "export" in phrase.lower()
    return Scan(
        code=bare(text(entry, "eventType")) or coarse(text(entry, "derivedStatusCode")),
        exception=cause_code(text(entry, "exceptionCode")),
        phrase=phrase,
        cause=words(entry, "exceptionDescription"),
        at_customs=customs,
        site=bare(text(entry, "locationId")),
        place=place_of(place),
        postcode=text(place, "postalCode"),
        told=printed.printed(text(entry, "date")),
    )


def coarse(written: str) -> str:
    """A derived code, good where there is no other; its `IN` is another word than a scan's."""
    code = bare(written)
    return "" if code == _INITIATED else code


def place_of(address: object) -> Place:
    """City, region and country; never the street, which may be the customer's."""
    return Place(
        city=text(address, "city") or None,
        region=text(address, "stateOrProvinceCode") or None,
        country=country_code(text(address, "countryCode"))
        or country_code(text(address, "countryName")),
    )


def whereabouts(scan: Scan, account_zone: str | None) -> Whereabouts:
    """What a scan tells of its place, for finding a zone."""
    return Whereabouts(
        country=scan.place.country,
        region=scan.place.region or "",
        postcode=scan.postcode,
        account_zone=account_zone,
    )


def when(scan: Scan, account_zone: str | None) -> When | None:
    """The time of a scan; None where it has no day."""
    if scan.told is None:
        return None
    return printed.when(scan.told, whereabouts(scan, account_zone))


def statement(
    number: str, generation: str, dated: Dated, meaning: Meaning, conventions: Conventions
) -> Statement:
    """Say a scan; `generation` is FedEx's id of this use of the number."""
    scan, place = dated.scan, dated.scan.place
    return Statement(
        scan_key=(NAME, CARRIER, number, generation, *_key(dated)),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=dated.at,
        code=f"{scan.code}/{scan.exception}",
        place=place if place.city or place.region or place.country else None,
        postcode=scan.postcode or None,
        text=scan.phrase or None,
        text_language=locale(conventions)[:2] if scan.phrase else None,
    )


def _key(dated: Dated) -> tuple[str, ...]:
    """What makes a scan this one, beside the number and its use: never a text."""
    scan, place = dated.scan, dated.scan.place
    site = scan.site or f"{place.city or ''}/{place.country or ''}".upper()
    return (scan.code, scan.exception, printed.moment(dated.at), site)
