"""From an AT7 to statements about its parcels, and to what only those may see who may."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from waymark_events.values import When
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.parcels import Bound, of_each, pieces
from carrier_ingest.carriers.edi.segments import at, joined, picked
from carrier_ingest.carriers.edi.times import in_a_key
from carrier_ingest.carriers.heard import Linked, Note, Proof, Statement
from carrier_ingest.carriers.printed import Printed
from carrier_ingest.carriers.x12_214.codes import Codes, codes_of, meaning_of
from carrier_ingest.carriers.x12_214.message import Status, numbers, place_of, shipment_number
from carrier_ingest.carriers.x12_214.times import elsewhere, moment, printed, reported, too_early

NAME: Final = "x12_214"


class Told(Struct, frozen=True, kw_only=True):
    """An AT7 that can be read, what it says of each of its parcels, and what is odd about it."""

    status: Status
    codes: Codes
    printed: Printed
    statements: tuple[Statement, ...]
    odd: tuple[str, ...]


def told(status: Status, bound: Bound, conventions: Conventions) -> Told | str:
    """Read an AT7; a sentence where it cannot be heard."""
    parcels = numbers(status, conventions.carrier)
    codes, read = codes_of(status.at7), printed(status.at7)
    if problem := bound.refuses(parcels):
        return problem
    if codes is None:
        return f"an AT7 of {parcels[0]} has neither a status nor an appointment"
    if read is None:
        return f"an AT7 of {parcels[0]} has no readable date"
    said = _statement(parcels[0], status, codes, read, conventions)
    odd = tuple(_odd(said, status, codes, read))
    each = of_each(said, parcels)
    return Told(status=status, codes=codes, printed=read, statements=each, odd=odd)


def notes(one: Told) -> Iterator[Note]:
    """Remarks, which may hold the name of who signed."""
    remarks = " ".join(_remarks(one.status))
    for said in one.statements:
        if remarks:
            yield Note(
                carrier=said.carrier,
                number=said.number,
                scan_id=said.scan_id,
                free_text=remarks,
            )


def proofs(one: Told) -> Iterator[Proof]:
    """A delivery with a remark is one that somebody can be asked about."""
    for said in one.statements:
        delivered = said.kind == Kind.EVENT and said.milestone == Milestone.DELIVERED
        if delivered and any(_remarks(one.status)):
            yield Proof(
                carrier=said.carrier, number=said.number, when=said.when, scan_id=said.scan_id
            )


def links(one: Told) -> Iterator[Linked]:
    """A package or a parcel's own number is a piece of the shipment it is listed under."""
    return pieces(one.statements, shipment_number(one.status, one.statements[0].carrier))


def _statement(
    number: str, status: Status, codes: Codes, read: Printed, conventions: Conventions
) -> Statement:
    meaning = meaning_of(codes, status, conventions.options)
    ms1 = next(picked(status.own.segments, "MS1"), ())
    where = tuple(at(ms1, place).upper() for place in range(1, 8))
    what = (codes.element, codes.code, codes.reason)
    clock = at(status.at7, 7).upper()
    carrier = conventions.carrier
    return Statement(
        scan_key=(NAME, carrier, number, status.sender, *what, in_a_key(read), clock, *where),
        carrier=carrier,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=_when(status, codes, read, conventions),
        code=str(codes),
        place=place_of(status),
    )


def _when(status: Status, codes: Codes, read: Printed, conventions: Conventions) -> When:
    """What is only to come counts from the file that foretells it."""
    early = codes.forecasts or too_early(read, status.written)
    if early and status.written is not None:
        return reported(status.written, conventions.zone)
    return moment(read, at(status.at7, 7), place_of(status), conventions.zone)


def _odd(said: Statement, status: Status, codes: Codes, read: Printed) -> Iterator[str]:
    if codes.forecasts:
        return
    if too_early(read, status.written):
        told = in_a_key(read)
        yield f"an AT7 of {said.number} tells of {told}, a day and more after it was written"
    elif elsewhere(said.when, at(status.at7, 7), said.place):
        yield f"an AT7 of {said.number} has a time code that is not the clock of its place"


def _remarks(status: Status) -> Iterator[str]:
    for one in picked(status.own.segments, "K1"):
        yield from (text for place in (1, 2) if (text := joined(one, place)))
