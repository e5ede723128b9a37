"""UPS's errors: which are about the number, which about us, which about UPS itself."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Trouble
from carrier_ingest.carriers.reading import child, children, decoded, text
from carrier_ingest.carriers.statuses import trouble_of

NOT_FOUND: Final = frozenset({"TW0001"})
_TROUBLES: Final = {
    "250002": (Advice.STOP_ACCOUNT, "UPS refuses the client id and secret of this account"),
    "UJ0001": (Advice.STOP_ACCOUNT, "UPS refuses the client id and secret of this account"),
    "251004": (Advice.NEW_TOKEN, "UPS says the token has expired"),
    "10429": (Advice.RETRY_LATER, "UPS wants fewer requests"),
    "10004": (Advice.RETRY_LATER, "UPS has a fault of its own"),
}
_OK: Final = 200
_BAD_REQUEST: Final = 400
_UNKNOWN: Final = 404


def heard_errors(asked: Sequence[str], value: object) -> Heard:
    """Read an error document: about the account if one of its codes is, else about the number."""
    codes = _codes(value)
    trouble = _trouble(codes)
    if trouble is not None:
        refused = trouble.advice == Advice.STOP_ACCOUNT
        answers = _answers(asked, Outcome.REFUSED, trouble.advice, trouble.code) if refused else ()
        return Heard(trouble=trouble, answers=answers)
    if NOT_FOUND.intersection(codes):
        return Heard(answers=_answers(asked, Outcome.NOT_FOUND, Advice.CARRY_ON, "TW0001"))
    code = codes[0] if codes else ""
    return Heard(
        answers=_answers(asked, Outcome.REFUSED, Advice.RETRY_LATER, code),
        problems=(f"UPS answered with an error we do not know: {code or 'without a code'}",),
    )


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed. 404 with a document is "not known yet"."""
    codes = _codes(decoded(body))
    if status == _OK or (status in (_BAD_REQUEST, _UNKNOWN) and codes):
        return _trouble(codes)
    known = _trouble(codes)
    if known is not None:
        return known
    return trouble_of("UPS", status)


def _trouble(codes: Sequence[str]) -> Trouble | None:
    for code in codes:
        if code in _TROUBLES:
            advice, detail = _TROUBLES[code]
            stop = advice == Advice.STOP_ACCOUNT
            return Trouble(advice=advice, code=code, detail=detail, alarm=stop)
    return None


def _codes(value: object) -> list[str]:
    errors = children(child(value, "response"), "errors")
    return [code for error in errors if (code := text(error, "code"))]


def _answers(
    asked: Sequence[str], outcome: Outcome, advice: Advice, code: str
) -> tuple[Answer, ...]:
    return tuple(
        Answer(number=number, outcome=outcome, advice=advice, code=code or None) for number in asked
    )
