"""From a status to statements about its parcels, and to what only those may see who may."""

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.vocabulary import Kind, LinkKind, Milestone

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.segments import Elements, at, joined, picked
from carrier_ingest.carriers.edi.times import Printed, when
from carrier_ingest.carriers.heard import Linked, Note, Proof, Statement, scan_id
from carrier_ingest.carriers.iftsta.codes import Codes, codes_of, meaning_of, phrases
from carrier_ingest.carriers.iftsta.message import Status, consignment_number, numbers
from carrier_ingest.carriers.iftsta.places import place_of, whereabouts
from carrier_ingest.carriers.iftsta.times import happened
from carrier_ingest.carriers.reading import tidy

NAME: Final = "iftsta"
_FULL: Final = frozenset({70, 512})
"""Lengths at which senders break a text, in the middle of a word if need be."""


class Told(Struct, frozen=True):
    """A status that can be read, and what it says of each of its parcels."""

    status: Status
    statements: tuple[Statement, ...]


def told(status: Status, conventions: Conventions) -> Told | str:
    """Read a status; a sentence where it has no number or no time."""
    parcels = numbers(status, conventions.carrier)
    printed = happened(status.own)
    if not parcels:
        return "a status of an IFTSTA message names no readable number"
    if printed is None:
        return f"a status of {parcels[0]} in an IFTSTA message has no readable time"
    said = _statement(parcels[0], status, codes_of(status), printed, conventions)
    return Told(status, tuple(_of(said, one) for one in parcels))


def notes(one: Told) -> Iterator[Note]:
    """Free texts, and who took the parcel."""
    words, taker = _free_text(one.status), _taker(one.status)
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
    signed, documented = _signer(one.status), any(picked(one.status.own, "DOC"))
    for said in one.statements:
        delivered = said.kind == Kind.EVENT and said.milestone == Milestone.DELIVERED
        if delivered and (documented or _taker(one.status)):
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
    for said in one.statements:
        whole = consignment_number(one.status, said.carrier)
        if whole is not None and whole != said.number:
            yield Linked(
                carrier=said.carrier,
                number=said.number,
                successor_carrier=said.carrier,
                successor=whole,
                kind=LinkKind.PIECE,
            )


def _statement(
    number: str, status: Status, codes: Codes, printed: Printed, conventions: Conventions
) -> Statement:
    place, meaning = place_of(status), meaning_of(codes, conventions.options)
    where = (place.country or "", (place.city or place.name or "").upper()) if place else ("", "")
    carrier = conventions.carrier
    return Statement(
        scan_key=(NAME, carrier, number, status.sender, str(codes), str(printed), *where),
        carrier=carrier,
        number=number,
        kind=Kind.CORRECTION if status.withdrawn else meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=when(printed, whereabouts(place, conventions.zone)),
        code=str(codes),
        place=place,
        text=_phrase(status) or None,
    )


def _of(said: Statement, number: str) -> Statement:
    """The same of another parcel; what is withdrawn strikes itself."""
    key = (*said.scan_key[:2], number, *said.scan_key[3:])
    struck = scan_id(key) if said.kind == Kind.CORRECTION else None
    return msgspec.structs.replace(said, scan_key=key, number=number, withdraws=struck)


def _phrase(status: Status) -> str:
    """The sender's own word for its code, or what UPS prints beside its reason."""
    said = at(status.status or (), 2, 3)
    return said or next((tidy(" ".join(one[4][:-1])) for one in phrases(status, "REASON")), "")


def _free_text(status: Status) -> str:
    fixed = [*phrases(status, "REASON"), *phrases(status, "RESOLUTION")]
    texts = (_run_on(one) for one in picked(status.own, "FTX") if one not in fixed)
    return " ".join(one for one in texts if one)


def _run_on(text: Elements) -> str:
    """A text that was broken up, put together again."""
    parts = text[4] if len(text) > 4 else ()
    whole = "".join(one if len(one) in _FULL else f"{one} " for one in parts)
    return at(((whole,),), 0)


def _taker(status: Status) -> str:
    named = next(picked(status.own, "NAD", "CN"), ())
    return _signer(status) or joined(named, 4) or joined(named, 3)


def _signer(status: Status) -> str:
    """What the directory calls a membership is the signer where UPS writes."""
    if not codes_of(status).ups:
        return ""
    return next((at(one, 1, 1) for one in status.found("RFF", "AGY")), "")
