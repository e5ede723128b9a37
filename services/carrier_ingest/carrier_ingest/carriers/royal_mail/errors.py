"""Royal Mail's errors: E codes are about an item, anything else about the account or Royal Mail."""

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.heard import Advice, Answer, Outcome, Trouble
from carrier_ingest.carriers.reading import child, children, decoded, text
from carrier_ingest.carriers.statuses import trouble_of

_OK: Final = 200
_ABOUT_THE_QUESTION: Final = frozenset({400, 404})
_STATUS: Final = re.compile(r"[1-5][0-9]{2}")


class Fault(Struct, frozen=True):
    """What a code means for the item that it is about."""

    outcome: Outcome
    advice: Advice
    detail: str


_UNKNOWN: Final = Fault(
    Outcome.NOT_FOUND, Advice.CARRY_ON, "Royal Mail does not know this number, or not yet"
)
_UNTRACKED: Final = Fault(
    Outcome.REFUSED, Advice.STOP_NUMBER, "Royal Mail does not track items of this product"
)
_NO_UPDATE: Final = Fault(
    Outcome.NOT_FOUND, Advice.CARRY_ON, "Royal Mail has nothing to tell of this item yet"
)
_NOT_NOW: Final = Fault(
    Outcome.REFUSED, Advice.RETRY_LATER, "Royal Mail cannot tell of this item just now"
)
FAULTS: Final = {
    "E1142": _UNKNOWN,
    "E1283": _UNTRACKED,
    "E1284": _NO_UPDATE,
    "E1307": _NOT_NOW,
    "E1308": _NOT_NOW,
}


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed: an E code is a word about the item itself."""
    return trouble_in(decoded(body), status)


def trouble_in(document: object, status: int = _OK) -> Trouble | None:
    """What a whole document says against the account or of Royal Mail; its own status, which may
    come with 200, counts before the one of HTTP.
    """
    own = text(document, "httpCode")
    status = int(own) if _STATUS.fullmatch(own) else status
    code = code_of(document)
    if status == _OK or code in FAULTS or (code and status in _ABOUT_THE_QUESTION):
        return None
    return trouble_of("Royal Mail", status)


def code_of(document: object) -> str:
    """The first E code of a document or of an item in it; "" where there is none."""
    errors = (*children(document, "errors"), *children(document, "error"))
    codes = (text(error, "errorCode").upper() for error in errors)
    return next((code for code in codes if code.startswith("E")), "")


def is_error(item: object) -> bool:
    """Whether an item of a batch is one that was not answered."""
    status = text(item, "status")
    failed = status.isdecimal() and not status.startswith("2")
    return failed or any(child(item, key) for key in ("error", "errors"))


def answers(numbers: Iterable[str], code: str) -> tuple[Answer, ...]:
    """What a code says of these numbers; one that nobody knows is worth another try."""
    unknown = Fault(
        Outcome.REFUSED,
        Advice.RETRY_LATER,
        f"Royal Mail answered with an error we do not know: {code or 'without a code'}",
    )
    fault = FAULTS.get(code, unknown)
    return tuple(
        Answer(
            number=number,
            outcome=fault.outcome,
            advice=fault.advice,
            code=code or None,
            detail=fault.detail,
        )
        for number in numbers
    )
