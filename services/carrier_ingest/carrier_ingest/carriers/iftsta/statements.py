"""From a status to statements about its parcels, and to what only those may see who may."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.parcels import Bound, of_each, pieces
from carrier_ingest.carriers.edi.scopes import first
from carrier_ingest.carriers.edi.segments import Elements, at, joined, picked
from carrier_ingest.carriers.edi.times import in_a_key, when
from carrier_ingest.carriers.heard import Linked, Note, Proof, Statement, scan_id
from carrier_ingest.carriers.iftsta.codes import Codes, codes_of, meaning_of, phrases
from carrier_ingest.carriers.iftsta.message import Status, numbers
from carrier_ingest.carriers.iftsta.places import place_of, whereabouts
from carrier_ingest.carriers.iftsta.times import happened
from carrier_ingest.carriers.printed import Printed
from carrier_ingest.carriers.reading import tidy

NAME: Final = "iftsta"
_FULL: Final = frozenset({70, 512})
"""Lengths at which senders break a text, in the middle of a word if need be."""


class Told(Struct, frozen=True, kw_only=True):
    """A status that can be read, its parcels, and what it says of each.

    One that only promises, without a code and a time, has no statements.
    """

    status: Status
    parcels: tuple[str, ...]
    codes: Codes
    statements: tuple[Statement, ...] = ()


def told(status: Status, bound: Bound, conventions: Conventions) -> Told | str:
    """Read a status; a sentence where it cannot be heard."""
    parcels, codes = numbers(status, conventions.carrier), codes_of(status)
    alone = Told(status=status, parcels=parcels, codes=codes)
    if status.status is None and (status.withdrawn or not parcels):
        return "an IFTSTA message takes back and names no status" if status.withdrawn else alone
    if problem := bound.refuses(parcels):
        return problem
    if status.status is None:
        return alone
    if (printed := happened(status.own)) is None:
        return f"a status of {parcels[0]} in an IFTSTA message has no readable time"
    said = _statement(parcels[0], status, codes, printed, conventions)
    return Told(status=status, parcels=parcels, codes=codes, statements=of_each(said, parcels))


def notes(one: Told) -> Iterator[Note]:
    """Free texts, and who took the parcel."""
    words, taker = _free_text(one.status), _taker(one)
    for said in one.statements:
        receiver = taker if said.milestone == Milestone.DELIVERED else ""
        if words or receiver:
            yield Note(
                carrier=said.carrier,
                number=said.number,
                scan_id=said.scan_id,
                receiver=receiver or None,
                free_text=words or None,
            )


def proofs(one: Told) -> Iterator[Proof]:
    """That somebody took it is proof enough to ask for; a signer and a document are named."""
    signed, taker = _signer(one), _taker(one)
    documented = any(picked(one.status.own.segments, "DOC"))
    for said in one.statements:
        delivered = said.kind == Kind.EVENT and said.milestone == Milestone.DELIVERED
        if delivered and (documented or taker):
            means = (("signature",) if signed else ()) + (("document",) if documented else ())
            yield Proof(
                carrier=said.carrier,
                number=said.number,
                means=means,
                when=said.when,
                scan_id=said.scan_id,
            )


def links(one: Told) -> Iterator[Linked]:
    """A package is a piece of the consignment it is listed under."""
    return pieces(one.statements, one.status.whole)


def _statement(
    number: str, status: Status, codes: Codes, printed: Printed, conventions: Conventions
) -> Statement:
    place, meaning = place_of(status), meaning_of(codes, conventions.options)
    where = (place.country or "", (place.city or place.name or "").upper()) if place else ("", "")
    carrier = conventions.carrier
    key = (NAME, carrier, number, status.sender, str(codes), in_a_key(printed), *where)
    return Statement(
        scan_key=key,
        carrier=carrier,
        number=number,
        kind=Kind.CORRECTION if status.withdrawn else meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=when(printed, whereabouts(place, conventions.zone)),
        code=str(codes),
        place=place,
        text=_phrase(status) or None,
        withdraws=scan_id(key) if status.withdrawn else None,
    )


def _phrase(status: Status) -> str:
    """The sender's own word for its code, or what UPS prints beside its reason."""
    said = at(status.status or (), 2, 3)
    return said or next((tidy(" ".join(one[4][:-1])) for one in phrases(status, "REASON")), "")


def _free_text(status: Status) -> str:
    fixed = [*phrases(status, "REASON"), *phrases(status, "RESOLUTION")]
    texts = (_run_on(one) for one in picked(status.own.segments, "FTX") if one not in fixed)
    return " ".join(one for one in texts if one)


def _run_on(text: Elements) -> str:
    """A text that was broken up, put together again."""
    parts = text[4] if len(text) > 4 else ()
    whole = "".join(one if len(one) in _FULL else f"{one} " for one in parts)
    return at(((whole,),), 0)


def _taker(one: Told) -> str:
    named = first((one.status.own,), "NAD", "CN")
    return _signer(one) or joined(named, 4) or joined(named, 3)


def _signer(one: Told) -> str:
    """What the directory calls a membership is the signer where UPS writes."""
    return at(first(one.status.scopes, "RFF", "AGY"), 1, 1) if one.codes.ups else ""
