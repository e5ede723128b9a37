"""La Poste's codes: about a number inside an answer, about the account in place of one."""

from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.heard import Advice, Answer, Outcome, Trouble
from carrier_ingest.carriers.reading import child, decoded, text
from carrier_ingest.carriers.statuses import trouble_of

FOUND: Final = "200"
_ANSWERS: Final = frozenset({200, 207, 400, 404})
_UNAUTHORISED: Final = "UNAUTHORIZED"


class Fate(Struct, frozen=True):
    """What becomes of a number whose entry holds no parcel."""

    outcome: Outcome
    advice: Advice


_FATES: Final = {
    "104": Fate(Outcome.NOT_FOUND, Advice.CARRY_ON),
    "400": Fate(Outcome.REFUSED, Advice.STOP_NUMBER),
}
_NOTHING_USABLE: Final = Fate(Outcome.REFUSED, Advice.RETRY_LATER)
"""Some codes are named without a word of what they mean."""


def answer_from(number: str, code: str) -> Answer:
    """What a `returnCode` other than 200 says of a number."""
    fate = _FATES.get(code, _NOTHING_USABLE)
    return Answer(number=number, outcome=fate.outcome, advice=fate.advice, code=code or None)


def trouble_from(value: object) -> Trouble | None:
    """The gateway's word, which comes in place of an answer; None where there is an answer."""
    code = text(value, "code")
    if not code or child(value, "returnCode") is not None:
        return None
    if code.upper() == _UNAUTHORISED:
        detail = "La Poste refuses the application key of this account"
        return Trouble(advice=Advice.STOP_ACCOUNT, code=code, detail=detail, alarm=True)
    detail = "La Poste's gateway answered with an error we do not know"
    return Trouble(advice=Advice.RETRY_LATER, code=code, detail=detail, alarm=True, patience=3)


def judge(status: int, body: bytes) -> Trouble | None:
    """A number that is unknown or malformed comes with 404 or 400, and with a `returnCode`."""
    value = decoded(body)
    if status in _ANSWERS:
        told = isinstance(value, list) or child(value, "returnCode") is not None
        trouble = trouble_from(value)
        if trouble is not None or told or status == int(FOUND):
            return trouble
    return trouble_of("La Poste", status)
