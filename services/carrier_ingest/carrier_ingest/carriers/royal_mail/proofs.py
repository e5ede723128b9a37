"""That a delivery can be proved, and, apart from it, whose name stands in the proof.

Addresses of pictures are keys to them: they are dropped, and fetched only when somebody asks.
"""

from collections.abc import Sequence

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Note, Proof, Statement
from carrier_ingest.carriers.reading import child, text
from carrier_ingest.carriers.royal_mail.scans import CARRIER, when_at, words
from carrier_ingest.carriers.timeline import newest_delivery

_TO_NEIGHBOUR = "delivered.to_neighbour"


def notes(number: str, item: object, said: Sequence[Statement]) -> tuple[Note, ...]:
    """Who signed, beside the newest delivery, and the sentence about the newest scan."""
    taken, name = newest_delivery(said), words(text(item, "signature", "recipientName"))
    sentence = words(text(item, "summary", "summaryLine"))
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
    taken = newest_delivery(said)
    return Proof(
        carrier=CARRIER,
        number=number,
        means=means,
        when=when_at(text(signature, "signatureDateTime"), conventions),
        scan_id=taken.scan_id if taken else None,
    )
