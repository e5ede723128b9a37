"""That a delivery can be proved, and, apart from it, whose name stands in the proof.

Addresses of pictures are keys to them: they are dropped.
"""

from collections.abc import Sequence
from typing import Final

from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Note, Proof, Statement
from carrier_ingest.carriers.printed import iso_time
from carrier_ingest.carriers.reading import child, plain, text
from carrier_ingest.carriers.royal_mail.scans import CARRIER
from carrier_ingest.carriers.timeline import newest

_TO_NEIGHBOUR: Final = "delivered.to_neighbour"


def notes(number: str, item: object, said: Sequence[Statement]) -> tuple[Note, ...]:
    """Who signed, beside the newest delivery, and the sentence about the newest scan."""
    taken, name = _delivery(said), plain(text(item, "signature", "recipientName"))
    sentence = plain(text(item, "summary", "summaryLine"))
    found: list[Note] = []
    for scan in said:
        taker = name if scan is taken else ""
        told = sentence if scan is said[-1] else ""
        if taker or told:
            neighbour = scan.reason == _TO_NEIGHBOUR
            found.append(
                Note(
                    carrier=CARRIER,
                    number=number,
                    scan_id=scan.scan_id,
                    receiver=taker if taker and not neighbour else None,
                    neighbour=taker if taker and neighbour else None,
                    free_text=told or None,
                )
            )
    return tuple(found)


def proof(
    number: str, item: object, said: Sequence[Statement], conventions: Conventions
) -> Proof | None:
    """What proves the delivery, and when it was signed for; None where there is nothing."""
    signature, pictures = child(item, "signature"), child(item, "proofOfDeliveryData")
    signed = any(text(signature, key) for key in ("imageId", "recipientName", "signatureDateTime"))
    means = (
        *(("signature",) if signed or text(pictures, "signatureURI") else ()),
        *(("photo",) if text(pictures, "photoURI") else ()),
    )
    if not means:
        return None
    taken = _delivery(said)
    signed_at = text(signature, "signatureDateTime")
    return Proof(
        carrier=CARRIER,
        number=number,
        means=means,
        when=iso_time(signed_at, Whereabouts(account_zone=conventions.zone)),
        scan_id=taken.scan_id if taken else None,
    )


def _delivery(said: Sequence[Statement]) -> Statement | None:
    return newest(said, Milestone.DELIVERED)
