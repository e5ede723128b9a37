"""One row: the scan it states, whose it is, and what may not be shown of it."""

import re
from typing import Final

from msgspec import Struct
from waymark_events.values import Place
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Note, Proof, Statement, scan_id
from carrier_ingest.carriers.neutral.fields import Row, WrongCellError
from carrier_ingest.carriers.neutral.mapping import meaning_of
from carrier_ingest.carriers.neutral.options import Account
from carrier_ingest.carriers.neutral.times import is_zone, read_time, when_of
from carrier_ingest.carriers.option_tables import kind_of
from carrier_ingest.carriers.reading import tracking_number

REPLACE: Final = "replace"
WITHDRAW: Final = "withdraw"
_CORRECTIONS: Final = ("", REPLACE, WITHDRAW)
_LONGEST_ID: Final = 100
_ROUNDED: Final = re.compile(
    r"[0-9]([.,][0-9]+)?[eE]\+[0-9]+|[0-9][.,][0-9]+[eE][0-9]+|[0-9]+[.,]0+"
)
_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_FIVE_DIGITS: Final = frozenset({"DE", "US", "FR", "IT", "ES"})
"""Countries whose postcodes lose a leading zero in spreadsheets."""


class Parcel(Struct, frozen=True):
    """Whose number a row is about."""

    carrier: str
    number: str


def parcel_of(row: Row, account: Account) -> Parcel:
    """The parcel of a row; a number that a spreadsheet rounded is none."""
    written, carrier = row["tracking_number"], account.carrier_of(row)
    if _ROUNDED.fullmatch(written):
        raise WrongCellError("tracking_number", "the number was changed by a spreadsheet")
    number = tracking_number(carrier, written)
    if number is None:
        raise WrongCellError("tracking_number", "a number has letters A–Z and digits, at most 64")
    return Parcel(carrier, number)


def zone_of_row(row: Row) -> str | None:
    """The zone that a row names beside its times."""
    written = row["time_zone"]
    if written and not is_zone(written):
        raise WrongCellError("time_zone", "a zone is an IANA name such as Europe/Berlin")
    return written or None


def whereabouts(row: Row, account: Account) -> Whereabouts:
    """Where a scan was made, for finding its zone."""
    country, postcode = country_code(row["country"]), row["postcode"]
    if country in _FIVE_DIGITS and postcode.isdecimal():
        postcode = postcode.zfill(5)
    return Whereabouts(
        country=country, region=row["region"], postcode=postcode, account_zone=account.zone
    )


def statement_of(name: str, parcel: Parcel, row: Row, account: Account) -> Statement:
    """The scan that a row states; WrongCellError names what cannot be taken for certain."""
    struck = _correction(row) == WITHDRAW
    meaning = meaning_of(row["code"], account.codes, account.kinds)
    try:
        printed = read_time(row["occurred_at"], account.date_format)
    except ValueError as fault:
        raise WrongCellError("occurred_at", str(fault)) from fault
    where = whereabouts(row, account)
    scan_key = (name, parcel.carrier, parcel.number, *_identity(row))
    return Statement(
        scan_key=scan_key,
        carrier=parcel.carrier,
        number=parcel.number,
        kind=Kind.CORRECTION if struck else kind_of(meaning),
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=when_of(printed, zone_of_row(row), where),
        code=row["code"],
        sequence=_sequence(row),
        place=_place(row),
        postcode=where.postcode or None,
        text=row["text"] or None,
        text_language=account.language if row["text"] else None,
        withdraws=scan_id(scan_key) if struck else None,
    )


def note_of(row: Row, said: Statement) -> Note | None:
    """Who signed, and where the proof lies: nobody's to read but the retailer's."""
    proof = " ".join(one for one in (row["pod_reference"], row.link("pod_url")) if one)
    if said.kind == Kind.CORRECTION or not (row["signed_by"] or proof):
        return None
    return Note(
        carrier=said.carrier,
        number=said.number,
        scan_id=said.scan_id,
        receiver=row["signed_by"] or None,
        free_text=proof or None,
    )


def proof_of(row: Row, said: Statement) -> Proof | None:
    """That a delivery was signed for, or that a document of it lies somewhere."""
    signed = row["signed_by"] or said.reason == "delivered.signed"
    document = row["pod_reference"] or row["pod_url"]
    delivered = said.kind == Kind.EVENT and said.milestone == Milestone.DELIVERED
    if not delivered or not (signed or document):
        return None
    return Proof(
        carrier=said.carrier,
        number=said.number,
        means=(*(("signature",) if signed else ()), *(("document",) if document else ())),
        when=said.when,
        scan_id=said.scan_id,
    )


def _identity(row: Row) -> tuple[str, ...]:
    """The sender's own id, else what is written of code, time and place, never the text.

    Leading zeros of a postcode do not count: a spreadsheet drops them.
    """
    if event_id := row["event_id"]:
        if len(event_id) > _LONGEST_ID:
            raise WrongCellError("event_id", f"an id has at most {_LONGEST_ID} characters")
        return ("id", event_id)
    postcode = row["postcode"].replace(" ", "").upper().lstrip("0")
    return ("row", row["code"], row["occurred_at"], postcode or row["city"], str(_sequence(row)))


def _correction(row: Row) -> str:
    written = row["correction"].lower()
    if written not in _CORRECTIONS:
        raise WrongCellError("correction", "a correction is replace, withdraw or nothing")
    return written


def _sequence(row: Row) -> int:
    written = row["sequence"]
    if written and not _WHOLE.fullmatch(written):
        raise WrongCellError("sequence", "a sequence is a whole number, at most 999999999")
    return int(written or 0)


def _place(row: Row) -> Place | None:
    country = country_code(row["country"])
    city, region = row["city"] or None, row["region"] or None
    return Place(city=city, region=region, country=country) if city or region or country else None
