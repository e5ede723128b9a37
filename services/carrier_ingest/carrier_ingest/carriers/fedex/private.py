"""What a stranger must not read beside a scan, and that a delivery can be proved."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.fedex.scans import CARRIER
from carrier_ingest.carriers.heard import Note, Proof, Statement
from carrier_ingest.carriers.reading import child, text, tidy, words
from carrier_ingest.carriers.timeline import newest

_WORD: Final = re.compile(r"[A-Z_]{2,40}")
_ENDS: Final = (Milestone.DELIVERED, Milestone.RETURNED)


def notes(result: object, said: Sequence[Statement], causes: Sequence[str]) -> Iterator[Note]:
    """The words beside each scan (`causes`, one for each), who took it, and where it waits."""
    delivery = newest(said, *_ENDS)
    waiting = newest(said, Milestone.AVAILABLE_FOR_PICKUP)
    details = child(result, "deliveryDetails")
    receiver = words(details, "receivedByName") or words(details, "signedByName")
    safe_place = words(details, "locationDescription")
    pickup_name, pickup_address = _pickup_point(child(result, "holdAtLocation"))
    for one, cause in zip(said, causes, strict=True):
        note = Note(
            carrier=CARRIER,
            number=one.number,
            scan_id=one.scan_id,
            receiver=(receiver or None) if one is delivery else None,
            safe_place=(safe_place or None) if one is delivery else None,
            pickup_name=(pickup_name or None) if one is waiting else None,
            pickup_address=(pickup_address or None) if one is waiting else None,
            free_text=cause or None,
        )
        if note != Note(carrier=CARRIER, number=one.number, scan_id=one.scan_id):
            yield note


def proofs(result: object, said: Sequence[Statement]) -> Iterator[Proof]:
    """The proof of the newest delivery: that somebody signed, and the kind of place."""
    delivery = newest(said, *_ENDS)
    details = child(result, "deliveryDetails")
    place = text(details, "locationType").upper()
    signed = bool(text(details, "signedByName"))
    if delivery is not None and (signed or place):
        yield Proof(
            carrier=CARRIER,
            number=delivery.number,
            means=("signature",) if signed else (),
            location=place if _WORD.fullmatch(place) else None,
            when=delivery.when,
            scan_id=delivery.scan_id,
        )


def _pickup_point(held: object) -> tuple[str, str]:
    inner = child(held, "locationContactAndAddress") or held
    address = child(inner, "address")
    lines = child(address, "streetLines")
    streets = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
    parts = [*streets, text(address, "postalCode"), text(address, "city")]
    return words(inner, "contact", "companyName"), tidy(", ".join(part for part in parts if part))
