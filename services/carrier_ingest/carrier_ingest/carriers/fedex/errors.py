"""FedEx's errors: which are about a number, which about us, which about FedEx itself."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Trouble
from carrier_ingest.carriers.reading import children, decoded, text
from carrier_ingest.carriers.statuses import trouble_of

_NOT_FOUND: Final = "NOTFOUND"
_TROUBLES: Final = {
    "NOT.AUTHORIZED.ERROR": (Advice.NEW_TOKEN, "FedEx says the token is not valid any more"),
    "FORBIDDEN.ERROR": (Advice.STOP_ACCOUNT, "FedEx lets this account not ask for tracking"),
    "INTERNAL.SERVER.ERROR": (Advice.RETRY_LATER, "FedEx has a fault of its own"),
    "SERVICE.UNAVAILABLE.ERROR": (Advice.RETRY_LATER, "FedEx has a fault of its own"),
}
_OK: Final = 200
_BAD_REQUEST: Final = 400


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed; errors of the whole call may come with 200."""
    codes = codes_of(decoded(body))
    known = _trouble(codes)
    if known is not None or status == _OK or (status == _BAD_REQUEST and codes):
        return known
    return trouble_of("FedEx", status)


def heard_errors(asked: Sequence[str], codes: Sequence[str]) -> Heard:
    """An answer that is an error: about the account if one of its codes is, else our question."""
    trouble = _trouble(codes)
    if trouble is not None:
        return Heard(trouble=trouble)
    refused = (Answer(number=number, outcome=Outcome.REFUSED, advice=Advice.RETRY_LATER,
                      code=codes[0]) for number in asked)  # fmt: skip
    return Heard(
        answers=tuple(refused),
        problems=(f"FedEx answered with an error we do not know: {codes[0]}",),
    )


def answer_to(number: str, error: object) -> Answer:
    """What an error beside a number says of it. A fresh label is "not found" too."""
    code = text(error, "code").upper()
    if code.endswith(_NOT_FOUND):
        return Answer(number=number, outcome=Outcome.NOT_FOUND, code=code)
    return Answer(
        number=number,
        outcome=Outcome.REFUSED,
        advice=Advice.RETRY_LATER,
        code=code or None,
        detail=text(error, "message") or None,
    )


def codes_of(value: object) -> list[str]:
    """The codes of errors about the whole call."""
    return [code.upper() for error in children(value, "errors") if (code := text(error, "code"))]


def _trouble(codes: Sequence[str]) -> Trouble | None:
    for code in codes:
        if code in _TROUBLES:
            advice, detail = _TROUBLES[code]
            stop = advice == Advice.STOP_ACCOUNT
            return Trouble(advice=advice, code=code, detail=detail, alarm=stop)
    return None
