"""An answer of Royal Mail: one item or many, each with its scans or with an error of its own."""

from collections.abc import Sequence

from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Answer, Heard, Outcome
from carrier_ingest.carriers.joining import answering, in_trouble, joined
from carrier_ingest.carriers.reading import children, text, tracking_number
from carrier_ingest.carriers.royal_mail import errors
from carrier_ingest.carriers.royal_mail.estimates import estimate
from carrier_ingest.carriers.royal_mail.proofs import notes, proof
from carrier_ingest.carriers.royal_mail.scans import CARRIER, statements


def heard_answer(payload: RawPayload, value: object) -> Heard:
    """Hear every item, and say for each asked number what came of it."""
    items = list(children(value, "mailPieces"))
    if not items:
        return _without_items(payload.asked, value)
    told = [_item(item, payload, alone=len(items) == 1) for item in items]
    return answering(joined(told), "Royal Mail", payload.asked)


def _without_items(asked: Sequence[str], value: object) -> Heard:
    """An error document, which may come with 200; anything else is no answer."""
    trouble = errors.trouble_in(value)
    if trouble is not None:
        return in_trouble(asked, trouble)
    if code := errors.code_of(value):
        return Heard(answers=errors.answers(asked, code))
    return Heard(problems=("an answer of Royal Mail holds neither mailPieces nor errors",))


def _item(item: object, payload: RawPayload, *, alone: bool) -> Heard:
    number = _number(item, payload.asked, alone=alone)
    if number is None:
        return Heard(problems=("an item in an answer of Royal Mail has no readable mailPieceId",))
    said, unread = statements(number, item, payload.conventions)
    if not said and errors.is_error(item):
        return Heard(answers=errors.answers((number,), errors.code_of(item)))
    planned = estimate(number, item, said, payload.conventions)
    proved = proof(number, item, said, payload.conventions)
    lost = f"{unread} events of {number} have no readable code or time"
    return Heard(
        statements=said,
        estimates=(planned,) if planned else (),
        notes=notes(number, item, said),
        proofs=(proved,) if proved else (),
        answers=(Answer(number=number, outcome=Outcome.NEWS),),
        problems=(lost,) if unread else (),
    )


def _number(item: object, asked: Sequence[str], *, alone: bool) -> str | None:
    """The number an item answers: the one asked for, whichever of its two comes back."""
    if alone and len(asked) == 1:
        return asked[0]
    written = (
        text(item, "mailPieceId"),
        text(item, "summary", "oneDBarcode"),
        text(item, "summary", "uniqueItemId"),
    )
    read = [number for one in written if (number := tracking_number(CARRIER, one))]
    return next((number for number in read if number in asked), read[0] if read else None)
