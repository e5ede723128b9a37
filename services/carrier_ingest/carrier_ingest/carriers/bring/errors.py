"""Bring's errors: "not found" comes with HTTP 200, in the place of a shipment."""

import re
from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Heard, Outcome, Trouble
from carrier_ingest.carriers.joining import to_each
from carrier_ingest.carriers.reading import child, decoded, text
from carrier_ingest.carriers.statuses import trouble_of

SETS: Final = "consignmentSet"
_OK: Final = 200
_NOT_FOUND: Final = "404"
_OF_THE_ACCOUNT: Final = re.compile(r"401|403|429|5[0-9]{2}")


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed; a 404 that holds a document is an answer."""
    answered = status == int(_NOT_FOUND) and child(decoded(body), SETS) is not None
    return None if status == _OK or answered else trouble_of("Bring", status)


def heard_error(asked: Sequence[str], error: object) -> Heard:
    """Read what stands where a shipment was expected; `asked` are the numbers it leaves open."""
    code = text(error, "code")
    if code == _NOT_FOUND:
        return Heard(answers=to_each(asked, Outcome.NOT_FOUND, code=code))
    if _OF_THE_ACCOUNT.fullmatch(code):
        return Heard(trouble=trouble_of("Bring", int(code)))
    return Heard(
        answers=to_each(asked, Outcome.REFUSED, Advice.RETRY_LATER, code),
        problems=(f"Bring answered with an error we do not know: {code or 'without a code'}",),
    )
