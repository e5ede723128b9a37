"""What stands on a parcel beside its scans: the expected day, the proof, the other leg's number."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec
from waymark_events.vocabulary import LinkKind, Milestone

from carrier_ingest.carriers.canada_post.codes import SIGNATURE_IMAGE
from carrier_ingest.carriers.canada_post.document import Node
from carrier_ingest.carriers.canada_post.occurrences import CARRIER
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Linked, Note, Proof, Statement
from carrier_ingest.carriers.reading import tracking_number
from carrier_ingest.carriers.spans import believable, whole_day
from carrier_ingest.carriers.timeline import days, ended, newest

_POSTCODE: Final = re.compile(r"[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]")


def estimate(
    number: str, detail: Node, said: Sequence[Statement], conventions: Conventions
) -> Estimate | None:
    """The changed day, else the service's own; days only. None once it has ended."""
    changed = _day(detail["changed-expected-date"])
    day = changed or _day(detail["expected-delivery-date"])
    zone = _zone(detail["destination-postal-id"]) or conventions.zone
    if day is None or zone is None or ended(said) or not believable(day, days(said)):
        return None
    return Estimate(
        carrier=CARRIER,
        number=number,
        basis=Basis.REVISED if changed else Basis.FIRST,
        span=whole_day(day, zone),
    )


def with_why(detail: Node, said: Sequence[Statement], notes: Sequence[Note]) -> tuple[Note, ...]:
    """The notes, and, in free words, why the expected day was changed.

    Beside the newest scan that says the same; where none does, beside the newest: with each scan
    that comes it stands there anew.
    """
    words = detail["changed-expected-delivery-reason"]
    if not words or not said:
        return tuple(notes)
    saying = (one for one in reversed(said) if words.casefold() in (one.text or "").casefold())
    explained = next(saying, said[-1])
    told = {one.scan_id: one for one in notes}
    bare = Note(carrier=CARRIER, number=explained.number, scan_id=explained.scan_id)
    noted = told.get(explained.scan_id, bare)
    told[explained.scan_id] = msgspec.structs.replace(noted, free_text=words)
    return tuple(told.values())


def proof(number: str, detail: Node, said: Sequence[Statement]) -> Proof | None:
    """That there is a signature, and that it may be shown; whose it is stands in a note."""
    signed = detail.yes("signature-image-exists") or any(
        one.code == SIGNATURE_IMAGE for one in said
    )
    if not signed or detail.yes("suppress-signature"):
        return None
    delivery = newest(said, Milestone.DELIVERED)
    return Proof(
        carrier=CARRIER,
        number=number,
        means=("signature",),
        scan_id=delivery.scan_id if delivery else None,
    )


def links(number: str, detail: Node) -> Iterator[Linked]:
    """The way out and the way back have a number each, and each names the other."""
    outbound = tracking_number(CARRIER, detail["original-pin"])
    back = tracking_number(CARRIER, detail["return-pin"])
    for first, second in ((outbound, number), (number, back)):
        if first and second and first != second:
            yield Linked(
                carrier=CARRIER,
                number=first,
                successor_carrier=CARRIER,
                successor=second,
                kind=LinkKind.RETURN,
            )


def _zone(postcode: str) -> str | None:
    """The zone of a Canadian postcode; the postcode itself is dropped."""
    written = postcode.upper()
    return zone_at("CA", postcode=written) if _POSTCODE.fullmatch(written) else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
